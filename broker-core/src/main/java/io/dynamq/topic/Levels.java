package io.dynamq.topic;

import java.security.SecureRandom;

/** Arithmetic on the levels of a filter or name, over character ranges and without substrings. */
final class Levels {
  private static final long SEED = new SecureRandom().nextLong();
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private Levels() {}

  /** Index of the slash that ends the level starting at {@code from}, or the length. */
  static int end(String text, int from) {
    int slash = text.indexOf('/', from);
    return slash < 0 ? text.length() : slash;
  }

  /**
   * Hash of a character range. Seeded and non-linear, because clients choose the levels and must
   * not be able to aim for collisions.
   */
  static int hash(String text, int from, int to) {
    long hash = SEED;
    for (int i = from; i < to; i++) {
      hash = (hash ^ text.charAt(i)) * MIX;
      hash ^= hash >>> 29;
    }
    return (int) (hash ^ hash >>> 32);
  }

  /** True if the first level of the label is exactly {@code text[from, to)}. */
  static boolean startsWithLevel(String label, String text, int from, int to) {
    int length = to - from;
    return label.length() >= length
        && (label.length() == length || label.charAt(length) == '/')
        && label.regionMatches(0, text, from, length);
  }

  /**
   * Length of the longest prefix of whole levels that the label shares with {@code path} from
   * {@code at} on. The caller has found that they share the first level.
   */
  static int shared(String label, String path, int at) {
    int bound = Math.min(label.length(), path.length() - at);
    int i = 0;
    while (i < bound && label.charAt(i) == path.charAt(at + i)) {
      i++;
    }
    boolean labelAtBorder = i == label.length() || label.charAt(i) == '/';
    boolean pathAtBorder = at + i == path.length() || path.charAt(at + i) == '/';
    return labelAtBorder && pathAtBorder ? i : label.lastIndexOf('/', i - 1);
  }

  /**
   * Matches a label, wildcards included, against the levels of a name that start at {@code at}.
   *
   * @return where the first level behind the label starts; the name's length plus one if the name
   *     is used up; -1 if the label does not match
   */
  static int match(String label, String name, int at) {
    int length = label.length();
    int l = 0;
    int n = at;
    while (true) {
      int lEnd = end(label, l);
      char only = lEnd - l == 1 ? label.charAt(l) : 0;
      if (only == '#') {
        return name.length() + 1;
      }
      int nEnd = end(name, n);
      if (only != '+' && (lEnd - l != nEnd - n || !label.regionMatches(l, name, n, nEnd - n))) {
        return -1;
      }
      if (lEnd == length) {
        return nEnd + 1;
      }
      if (nEnd == name.length()) {
        // "a/#" also matches its parent "a" [MQTT-4.7.1-2].
        return lEnd + 2 == length && label.charAt(lEnd + 1) == '#' ? nEnd + 1 : -1;
      }
      l = lEnd + 1;
      n = nEnd + 1;
    }
  }
}
