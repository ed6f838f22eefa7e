package io.dynamq.server.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** EMQX's {@code 30, 1m, 5m}, parsed as {@link FlappingConfig}. */
record FlappingType() implements ValueType.Special {
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\s*,\\s*(\\w+)\\s*,\\s*(\\w+)");

  @Override
  public Object parse(String text) throws BadValueException {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches() || Integer.parseInt(parts.group(1)) < 2) {
      throw new BadValueException("'" + text + "' is not " + expected());
    }
    try {
      ValueType spans = new ValueType.Span(1_000, 365 * ValueType.Span.DAY, false);
      return new FlappingConfig(
          Integer.parseInt(parts.group(1)),
          (Long) spans.parse(parts.group(2)),
          (Long) spans.parse(parts.group(3)));
    } catch (BadValueException e) {
      throw new BadValueException("'" + text + "' is not " + expected());
    }
  }

  @Override
  public String expected() {
    return "a number of 2 or more, a time and a time, such as 30, 1m, 5m";
  }
}
