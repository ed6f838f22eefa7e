package io.dynamq.routing;

import io.dynamq.topic.TopicFilter;
import java.util.Comparator;

/**
 * Says, for a filter and a topic that does not match it, the least topic behind it that may match.
 *
 * <p>Topics are compared level by level, which is character by character with the slash below all
 * others. Let the topic and the filter agree up to some level. If the topic's level there is below
 * the filter's literal, the next match is at that literal or behind. If it is above, or the topic
 * is too deep, no other continuation of the same levels matches, and the last level that is matched
 * by {@code +} must move on; without such a level there is no further match.
 */
final class RetainedSeek {
  /** Order of topics in the index. */
  static final Comparator<String> LEVEL_ORDER = RetainedSeek::compareLevels;

  /** Sorts behind a level and everything under it: U+0000 is no character of a topic. */
  private static final char BEHIND_LEVEL = '\u0001';

  /** The least text that sorts behind all topics of the system. */
  private static final String BEHIND_SYSTEM = String.valueOf((char) ('$' + 1));

  private final String filter;
  private final boolean startsWild;

  RetainedSeek(String filter) {
    this.filter = filter;
    this.startsWild = filter.startsWith("+") || filter.startsWith("#");
  }

  private static int compareLevels(String one, String two) {
    int length = Math.min(one.length(), two.length());
    for (int i = 0; i < length; i++) {
      char a = one.charAt(i);
      char b = two.charAt(i);
      if (a != b) {
        return rank(a) - rank(b);
      }
    }
    return one.length() - two.length();
  }

  private static int rank(char c) {
    return c == '/' ? 0 : c;
  }

  boolean matches(String topic) {
    return TopicFilter.matches(filter, topic);
  }

  /** Where a lookup starts: the literal levels in front of the first wildcard. */
  String first() {
    int wildcard = 0;
    while (wildcard < filter.length() && !isWildcard(filter.charAt(wildcard))) {
      wildcard++;
    }
    if (wildcard == filter.length()) {
      return filter;
    }
    // "a/#" also matches "a", so the slash in front of the wildcard does not count.
    return filter.substring(0, Math.max(0, wildcard - 1));
  }

  private static boolean isWildcard(char c) {
    return c == '+' || c == '#';
  }

  /** The least text behind any topic that may match; null if nothing can. */
  String after(String topic) {
    // U+0000 is no character of a topic, so no topic lies between.
    return matches(topic) ? topic + '\0' : next(topic);
  }

  /** The least text behind a topic, which does not match, that may match; null if nothing can. */
  String next(String topic) {
    if (startsWild && topic.charAt(0) == '$') {
      return BEHIND_SYSTEM;
    }
    int lastPlusEnd = -1;
    int f = 0;
    int t = 0;
    while (true) {
      int fEnd = levelEnd(filter, f);
      int tEnd = levelEnd(topic, t);
      if (fEnd - f == 1 && filter.charAt(f) == '+') {
        lastPlusEnd = tEnd;
      } else {
        int order = compareLevel(topic, t, tEnd, f, fEnd);
        if (order < 0) {
          return topic.substring(0, t) + filter.substring(f, fEnd);
        }
        if (order > 0) {
          return movedOn(topic, lastPlusEnd);
        }
      }
      if (tEnd == topic.length()) {
        // Too short: what may match is under it, and there at the filter's next level at least.
        return topic + '/' + literalBehind(fEnd);
      }
      if (fEnd == filter.length()) {
        return movedOn(topic, lastPlusEnd);
      }
      f = fEnd + 1;
      t = tEnd + 1;
    }
  }

  private int compareLevel(String topic, int t, int tEnd, int f, int fEnd) {
    int length = Math.min(tEnd - t, fEnd - f);
    for (int i = 0; i < length; i++) {
      int order = topic.charAt(t + i) - filter.charAt(f + i);
      if (order != 0) {
        return order;
      }
    }
    return (tEnd - t) - (fEnd - f);
  }

  private static String movedOn(String topic, int lastPlusEnd) {
    return lastPlusEnd < 0 ? null : topic.substring(0, lastPlusEnd) + BEHIND_LEVEL;
  }

  private String literalBehind(int slash) {
    int from = Math.min(filter.length(), slash + 1);
    String level = filter.substring(from, levelEnd(filter, from));
    return level.equals("+") || level.equals("#") ? "" : level;
  }

  private static int levelEnd(String text, int from) {
    int slash = text.indexOf('/', from);
    return slash < 0 ? text.length() : slash;
  }
}
