package io.dynamq.server.config;

import io.dynamq.engine.Zone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** EMQX's {@code 100,10s}: so much in that time, parsed as {@link Zone.Pace}. */
record PaceType(boolean bytes) implements ValueType.Special {
  private static final Pattern FORM = Pattern.compile("([^,]+),\\s*([^,]+)");

  @Override
  public Object parse(String text) throws BadValueException {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new BadValueException("'" + text + "' is not " + expected());
    }
    try {
      ValueType amounts =
          bytes ? new ValueType.Size(1, 1L << 40) : new ValueType.Whole(1, 1_000_000_000);
      long amount = (Long) amounts.parse(parts.group(1).trim());
      long millis =
          (Long) new ValueType.Span(1, ValueType.Span.DAY, false).parse(parts.group(2).trim());
      return new Zone.Pace(amount * 1_000.0 / millis, amount);
    } catch (BadValueException e) {
      throw new BadValueException("'" + text + "' is not " + expected());
    }
  }

  @Override
  public String expected() {
    return (bytes ? "a size" : "a number")
        + " and a time, such as "
        + (bytes ? "100KB" : "100")
        + ",10s";
  }
}
