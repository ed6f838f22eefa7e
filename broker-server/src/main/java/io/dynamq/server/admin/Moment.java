package io.dynamq.server.admin;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** A point in time as operators write it: so long ago, or a date. */
public final class Moment {
  public static final String EXPECTED = "a time such as 10m, 2h, 7d or 2026-01-31T12:00:00Z";

  private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE / 1_000);

  private Moment() {}

  /**
   * Milliseconds since the epoch, not so many that there are no microseconds for them; a
   * DateTimeException if it is not {@link #EXPECTED}.
   */
  public static long millis(String text, long nowMillis) {
    if (text.matches("[0-9]{1,9}d")) {
      long days = Long.parseLong(text.substring(0, text.length() - 1));
      return Math.max(0, nowMillis - Duration.ofDays(days).toMillis());
    }
    return text.matches("[0-9]{1,9}[smh]")
        ? Math.max(
            0, nowMillis - Duration.parse("PT" + text.toUpperCase(Locale.ROOT)).toMillis())
        : bounded(Instant.parse(text)).toEpochMilli();
  }

  private static Instant bounded(Instant at) {
    return at.isBefore(Instant.EPOCH) ? Instant.EPOCH : at.isAfter(LAST) ? LAST : at;
  }
}
