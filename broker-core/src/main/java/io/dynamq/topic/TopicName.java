package io.dynamq.topic;

import java.nio.charset.StandardCharsets;

/**
 * The name that a message is published to: at least one character, no wildcard, no U+0000, at most
 * 65,535 bytes of UTF-8 [MQTT-3.3.2-2, MQTT-4.7.1-1, MQTT-4.7.3-1..3]. Immutable; any thread.
 */
public record TopicName(String value) implements Comparable<TopicName> {

  /** Longest name or filter, in bytes of UTF-8. */
  public static final int MAX_BYTES = 65_535;

  /**
   * @throws InvalidTopicException if the text is no valid topic name
   */
  public TopicName {
    checkText(value, "topic name");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '+' || c == '#') {
        throw new InvalidTopicException("a topic name must not contain the wildcard '" + c + "'");
      }
    }
  }

  /** Same as the constructor; reads better at call sites. */
  public static TopicName of(String value) {
    return new TopicName(value);
  }

  /** True for names that wildcards at the first level do not match [MQTT-4.7.2-1]. */
  public boolean isSystem() {
    return value.charAt(0) == '$';
  }

  /** Number of levels, at least 1. */
  public int levels() {
    return countLevels(value);
  }

  @Override
  public int compareTo(TopicName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  static int countLevels(String text) {
    int levels = 1;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '/') {
        levels++;
      }
    }
    return levels;
  }

  /** Rules common to names and filters: length, U+0000, lone surrogates [MQTT-1.5.4-1]. */
  static void checkText(String text, String what) {
    if (text.isEmpty()) {
      throw new InvalidTopicException("a " + what + " must not be empty");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new InvalidTopicException("a " + what + " must not contain U+0000");
      }
      if (Character.isSurrogate(c)) {
        i = checkPair(text, i, what);
      }
    }
    // A char takes at most 3 bytes, so only long texts need the exact count.
    if (text.length() > MAX_BYTES / 3
        && text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new InvalidTopicException("a " + what + " must not exceed 65535 bytes of UTF-8");
    }
  }

  private static int checkPair(String text, int at, String what) {
    if (Character.isHighSurrogate(text.charAt(at))
        && at + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(at + 1))) {
      return at + 1;
    }
    throw new InvalidTopicException("a " + what + " must not contain a lone surrogate");
  }
}
