package io.dynamq.dynamo.client;

import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads typed values out of configuration entries and notes every problem instead of stopping at
 * the first. The last entry of a key wins; an empty value counts as absent.
 */
public final class SettingReader {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(B|KB|MB|GB)?");

  private final Map<String, Setting> byKey = new LinkedHashMap<>();
  private final List<Problem> problems;

  /**
   * @param problems receives what is found wrong
   */
  public SettingReader(List<Setting> settings, List<Problem> problems) {
    settings.forEach(setting -> byKey.put(setting.key(), setting));
    this.problems = problems;
  }

  /** Every key that was given, in the order of first appearance. */
  public Set<String> keys() {
    return byKey.keySet();
  }

  /** The value, or the default if absent. */
  public String text(String key, String absent) {
    Setting setting = byKey.get(key);
    return setting == null || setting.value().isBlank() ? absent : setting.value().trim();
  }

  /** {@code 250ms}, {@code 15s}, {@code 2m}, {@code 1h}, {@code 1d}. */
  public Duration duration(String key, Duration absent) {
    return parsed(key, absent, "a duration such as 250ms, 15s or 2m", SettingReader::duration);
  }

  /** Bytes: {@code 4096}, {@code 64KB}, {@code 64MB}, {@code 1GB}. */
  public long bytes(String key, long absent) {
    return parsed(key, absent, "a size such as 4096, 64KB or 1GB", SettingReader::bytes);
  }

  /** A whole number between both bounds. */
  public int number(String key, int absent, int min, int max) {
    String expected = "a whole number from " + min + " to " + max;
    return parsed(key, absent, expected, text -> between(Integer.parseInt(text), min, max));
  }

  /** {@code on} or {@code off}. */
  public boolean flag(String key, boolean absent) {
    return parsed(key, absent, "on or off", SettingReader::flag);
  }

  /** Any other form; the parser throws an IllegalArgumentException for what it cannot read. */
  public <T> T parsed(String key, T absent, String expected, Function<String, T> parser) {
    String text = text(key, null);
    if (text == null) {
      return absent;
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      problem(key, "expected " + expected + ", found '" + text + "'");
      return absent;
    }
  }

  /**
   * A value that may be kept in a file of its own, written as {@code file:///path}. Never part of a
   * problem's text.
   *
   * @return null if absent
   */
  public String secret(String key) {
    String text = text(key, null);
    if (text == null || text.isBlank()) {
      // The environment can empty what the shipped file says, but not take it away.
      return null;
    }
    if (!text.startsWith("file:")) {
      return text;
    }
    try {
      return Files.readString(Path.of(URI.create(text))).trim();
    } catch (IOException | IllegalArgumentException | FileSystemNotFoundException e) {
      problem(key, "cannot read the file it names: " + e.getMessage());
      return null;
    }
  }

  /** Notes that something is wrong with a key. */
  public void problem(String key, String message) {
    Setting setting = byKey.get(key);
    problems.add(new Problem(setting == null ? "configuration" : setting.origin(), key, message));
  }

  private static int between(int number, int min, int max) {
    if (number < min || number > max) {
      throw new IllegalArgumentException("out of bounds");
    }
    return number;
  }

  private static Boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "on", "true" -> true;
      case "off", "false" -> false;
      default -> throw new IllegalArgumentException("neither on nor off");
    };
  }

  private static Duration duration(String text) {
    Matcher matcher = matched(DURATION, text);
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static Long bytes(String text) {
    Matcher matcher = matched(SIZE, text.toUpperCase(Locale.ROOT));
    long amount = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    return switch (unit) {
      case "KB" -> amount << 10;
      case "MB" -> amount << 20;
      case "GB" -> amount << 30;
      default -> amount;
    };
  }

  private static Matcher matched(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no match");
    }
    return matcher;
  }
}
