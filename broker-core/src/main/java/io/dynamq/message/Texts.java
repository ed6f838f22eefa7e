package io.dynamq.message;

import java.util.concurrent.CompletionException;

/** Client-controlled text made safe to print. */
public final class Texts {
  private static final int MAX = 256;

  private Texts() {}

  /** Control characters escaped and the length bounded, so that a log line stays one line. */
  public static String visible(String text) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), MAX) + 8);
    for (int i = 0; i < text.length() && out.length() < MAX; i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** The message of the fault behind a future's wrapper. */
  public static String cause(Throwable fault) {
    Throwable cause =
        fault instanceof CompletionException && fault.getCause() != null
            ? fault.getCause()
            : fault;
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
