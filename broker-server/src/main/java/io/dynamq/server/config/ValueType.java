package io.dynamq.server.config;

import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import io.dynamq.topic.rewrite.RewriteRule;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a setting's value may be: its notation, its bounds, and the words that describe both. */
sealed interface ValueType {

  /** The value in its Java form: String, Boolean, Long, Double, HostPort or RewriteRule. */
  Object parse(String text) throws BadValueException;

  /** Completes the sentence "expected …". */
  String expected();

  /** A notation that one room of the table has for itself. */
  non-sealed interface Special extends ValueType {}

  /** Any text that is not empty. */
  record Text(String expected) implements ValueType {
    @Override
    public Object parse(String text) throws BadValueException {
      if (text.isEmpty()) {
        throw new BadValueException("is empty, expected " + expected);
      }
      return text;
    }
  }

  /** Topics, with room for {@code %c} and {@code %u}. */
  record Topic(boolean wildcards) implements ValueType {
    @Override
    public Object parse(String text) throws BadValueException {
      try {
        return wildcards ? TopicFilter.of(text).text() : TopicName.of(text).value();
      } catch (InvalidTopicException e) {
        throw new BadValueException(
            "'" + text + "' cannot be used: " + e.getMessage() + ", expected " + expected());
      }
    }

    @Override
    public String expected() {
      return (wildcards ? "a topic filter" : "a topic")
          + ", in which a whole level %c is the client id and %u the user name";
    }
  }

  /** A rule of topic rewriting, parsed as {@link RewriteRule}. */
  record Rewrite(boolean published) implements ValueType {
    @Override
    public Object parse(String text) throws BadValueException {
      try {
        RewriteRule rule = RewriteRule.parse(text);
        if (published && rule.hasWildcards()) {
          throw new IllegalArgumentException("messages cannot be published to + or #");
        }
        return rule;
      } catch (IllegalArgumentException e) {
        throw new BadValueException(
            "'" + text + "' cannot be used: " + e.getMessage() + ", expected " + expected());
      }
    }

    @Override
    public String expected() {
      return "<filter> <regular expression> <destination>, such as x/# ^x/y/(.+)$ z/y/$1";
    }
  }

  /** A JSON object for messages of some topics, parsed as a rule of one policy. */
  record RuleOfTopics(Parser parser, String expected) implements ValueType {
    /** Makes the rule. */
    interface Parser {
      Object parse(String text) throws BadValueException;
    }

    @Override
    public Object parse(String text) throws BadValueException {
      return parser.parse(text);
    }
  }

  /** Any text; its owner checks it. */
  record Opaque(String expected) implements ValueType {
    @Override
    public Object parse(String text) {
      return text;
    }
  }

  /** on or off. */
  record Flag() implements ValueType {
    @Override
    public Object parse(String text) throws BadValueException {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "on", "true" -> true;
        case "off", "false" -> false;
        default -> throw ValueType.unexpected(text, expected());
      };
    }

    @Override
    public String expected() {
      return "on, off, true or false";
    }
  }

  /** A whole number within bounds. */
  record Whole(long min, long max) implements ValueType {
    @Override
    public Object parse(String text) throws BadValueException {
      if (!text.matches("-?\\d{1,18}")) {
        throw ValueType.unexpected(text, expected());
      }
      return ValueType.bounded(text, Long.parseLong(text), min, max, expected());
    }

    @Override
    public String expected() {
      return max == Integer.MAX_VALUE
          ? "a whole number, " + min + " or more"
          : "a whole number from " + min + " to " + max;
    }
  }

  /** A number with a fraction, within bounds. */
  record Decimal(double min, double max) implements ValueType {
    @Override
    public Object parse(String text) throws BadValueException {
      if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
        throw ValueType.unexpected(text, expected());
      }
      double value = new BigDecimal(text).doubleValue();
      if (value < min || value > max) {
        throw ValueType.unexpected(text, expected());
      }
      return value;
    }

    @Override
    public String expected() {
      return "a number from " + min + " to " + max;
    }
  }

  /** Bytes, such as 1MB. */
  record Size(long min, long max) implements ValueType {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(B|KB|MB|GB)?");

    @Override
    public Object parse(String text) throws BadValueException {
      Matcher form = FORM.matcher(text.toUpperCase(Locale.ROOT));
      if (!form.matches()) {
        throw ValueType.unexpected(text, expected());
      }
      int shift =
          switch (form.group(2) == null ? "B" : form.group(2)) {
            case "KB" -> 10;
            case "MB" -> 20;
            case "GB" -> 30;
            default -> 0;
          };
      return ValueType.bounded(text, Long.parseLong(form.group(1)) << shift, min, max, expected());
    }

    @Override
    public String expected() {
      return "a size such as 64KB or 1MB, from " + min + " to " + max + " bytes";
    }
  }

  /**
   * Milliseconds, written such as 15s.
   *
   * @param infinity whether the word infinity is allowed, parsed as Long.MAX_VALUE
   */
  record Span(long minMillis, long maxMillis, boolean infinity) implements ValueType {
    private static final Pattern FORM = Pattern.compile("(\\d{1,10})(ms|s|m|h|d)|0");
    static final long DAY = 86_400_000;

    @Override
    public Object parse(String text) throws BadValueException {
      if (infinity && text.equals("infinity")) {
        return Long.MAX_VALUE;
      }
      Matcher form = FORM.matcher(text);
      if (!form.matches()) {
        throw ValueType.unexpected(text, expected());
      }
      long millis = form.group(1) == null ? 0 : Long.parseLong(form.group(1)) * unit(form.group(2));
      return ValueType.bounded(text, millis, minMillis, maxMillis, expected());
    }

    private static long unit(String letters) {
      return switch (letters) {
        case "s" -> 1_000;
        case "m" -> 60_000;
        case "h" -> 3_600_000;
        case "d" -> DAY;
        default -> 1;
      };
    }

    @Override
    public String expected() {
      return "a time such as 500ms, 15s, 5m, 2h or 1d"
          + (minMillis > 0 ? ", " + minMillis + "ms or more" : "")
          + (infinity ? ", or infinity" : "");
    }
  }

  /**
   * One of several words.
   *
   * @param refused words that are known but cannot be had, with the reason
   */
  record Choice(List<String> words, Map<String, String> refused) implements ValueType {
    @Override
    public Object parse(String text) throws BadValueException {
      String reason = refused.get(text);
      if (reason != null) {
        throw new BadValueException("'" + text + "' " + reason + ", expected " + expected());
      }
      if (!words.contains(text)) {
        throw ValueType.unexpected(text, expected());
      }
      return text;
    }

    @Override
    public String expected() {
      return words.size() == 1
          ? words.get(0)
          : String.join(", ", words.subList(0, words.size() - 1))
              + " or "
              + words.get(words.size() - 1);
    }
  }

  /** Where to listen; {@code off} if it may be switched off, parsed as {@link HostPort#OFF}. */
  record Address(boolean mayBeOff) implements ValueType {
    @Override
    public Object parse(String text) throws BadValueException {
      if (mayBeOff && text.equals("off")) {
        return HostPort.OFF;
      }
      return HostPort.parse(text)
          .orElseThrow(() -> ValueType.unexpected(text, expected()));
    }

    @Override
    public String expected() {
      return "an address and port such as 127.0.0.1:1883, [::1]:1883 or 0.0.0.0:1883"
          + (mayBeOff ? ", or off" : "");
    }
  }

  private static BadValueException unexpected(String text, String expected) {
    return new BadValueException(
        text.isEmpty() ? "is empty, expected " + expected : "'" + text + "' is not " + expected);
  }

  private static Long bounded(String text, long value, long min, long max, String expected)
      throws BadValueException {
    if (value < min || value > max) {
      throw new BadValueException("'" + text + "' is out of bounds, expected " + expected);
    }
    return value;
  }
}
