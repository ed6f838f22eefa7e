package io.dynamq.engine;

/** EMQX's words for a span: leading zero units are left out. */
public final class Uptime {
  private static final String[] UNITS = {"days", "hours", "minutes", "seconds"};
  private static final long[] SECONDS = {86_400, 3_600, 60, 1};

  private Uptime() {}

  /** Such as {@code 4 minutes, 52 seconds}. */
  public static String words(long millis) {
    long left = millis / 1_000;
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < UNITS.length; i++) {
      long amount = left / SECONDS[i];
      left %= SECONDS[i];
      if (amount > 0 || out.length() > 0 || i == UNITS.length - 1) {
        out.append(out.length() > 0 ? ", " : "").append(amount).append(' ').append(UNITS[i]);
      }
    }
    return out.toString();
  }
}
