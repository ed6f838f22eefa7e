package io.dynamq.session;

import io.dynamq.message.Qos;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One input of a transcript, taken apart: bare words such as {@code dup}, values such as {@code
 * id=7}, and a payload in quotation marks, {@code "x"*300} for a long one.
 */
final class Line {
  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"(\\*\\d+)?|\\S+");
  private static final String LEVELS = "q[012]";

  private final String text;
  private final List<String> words;

  Line(String text) {
    this.text = text;
    this.words = WORD.matcher(text).results().map(MatchResult::group).toList();
  }

  /** The word at a place, from 0. */
  String word(int index) {
    if (index >= words.size()) {
      throw new IllegalArgumentException("a word is missing: " + text);
    }
    return words.get(index);
  }

  int number(int index) {
    return Integer.parseInt(word(index));
  }

  boolean has(String word) {
    return words.contains(word);
  }

  boolean hasWord(int index) {
    return index < words.size();
  }

  long value(String key, long otherwise) {
    String value = text(key);
    return value == null ? otherwise : Long.parseLong(value);
  }

  /** The value behind {@code key=}, null if absent. */
  String text(String key) {
    for (String word : words) {
      if (word.startsWith(key + "=")) {
        return word.substring(key.length() + 1);
      }
    }
    return null;
  }

  int[] numbers(String key) {
    String value = text(key);
    return value == null
        ? new int[0]
        : Arrays.stream(value.split(",")).mapToInt(Integer::parseInt).toArray();
  }

  /** The level among the words, q0 if none is named. */
  Qos qos() {
    for (String word : words) {
      if (word.matches(LEVELS)) {
        return Qos.of(word.charAt(1) - '0');
      }
    }
    return Qos.AT_MOST_ONCE;
  }

  /** The word before the payload, {@code -} for none. */
  String topic() {
    String topic = word(payloadIndex() - 1);
    return topic.equals("-") ? null : topic;
  }

  byte[] payload() {
    String quoted = word(payloadIndex());
    int end = quoted.lastIndexOf('"');
    String once = quoted.substring(1, end);
    int times = quoted.length() > end + 2 ? Integer.parseInt(quoted.substring(end + 2)) : 1;
    return once.repeat(times).getBytes(StandardCharsets.UTF_8);
  }

  private int payloadIndex() {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).startsWith("\"")) {
        return i;
      }
    }
    throw new IllegalArgumentException("no payload: " + text);
  }

  @Override
  public String toString() {
    return text;
  }
}
