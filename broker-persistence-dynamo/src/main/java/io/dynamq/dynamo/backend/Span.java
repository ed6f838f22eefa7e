package io.dynamq.dynamo.backend;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** EMQX's notation of a time range: {@code 2h}, {@code 30m}, {@code infinity}. */
final class Span {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})([dhms])");

  private Span() {}

  /** The seconds, {@link Long#MAX_VALUE} for {@code infinity}, null if it is neither. */
  static Long seconds(String text) {
    if (text.equals("infinity")) {
      return Long.MAX_VALUE;
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    long unit =
        switch (form.group(2).charAt(0)) {
          case 'd' -> 86_400;
          case 'h' -> 3_600;
          case 'm' -> 60;
          default -> 1;
        };
    return Long.parseLong(form.group(1)) * unit;
  }
}
