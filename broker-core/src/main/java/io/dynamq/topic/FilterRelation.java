package io.dynamq.topic;

/**
 * How the names that two filter paths match relate: what access rules are judged by. Walks both paths
 * once, level by level, without allocation or recursion. Paths are without {@code $share} and other
 * prefixes.
 */
public final class FilterRelation {

  private FilterRelation() {}

  /** Whether every name that {@code inner} matches is matched by {@code outer} too. */
  public static boolean covers(String outer, String inner) {
    if (startsWild(outer) && inner.startsWith("$")) {
      return false;
    }
    // Every name but those of $ has a first level, so one more wildcard there excludes nothing.
    if (inner.equals("#") && outer.equals("+/#")) {
      return true;
    }
    int o = 0;
    int i = 0;
    while (true) {
      int oEnd = Levels.end(outer, o);
      int iEnd = Levels.end(inner, i);
      if (is(outer, o, oEnd, '#')) {
        return true;
      }
      boolean deeper = is(inner, i, iEnd, '#');
      if (deeper || !is(outer, o, oEnd, '+') && !same(outer, o, oEnd, inner, i, iEnd)) {
        return false;
      }
      boolean outerDone = oEnd == outer.length();
      if (iEnd == inner.length()) {
        return outerDone || isHashBehind(outer, oEnd);
      }
      if (outerDone) {
        return false;
      }
      o = oEnd + 1;
      i = iEnd + 1;
    }
  }

  /** Whether there can be a name that both match. */
  public static boolean overlap(String one, String other) {
    if (startsWild(one) && other.startsWith("$") || startsWild(other) && one.startsWith("$")) {
      return false;
    }
    int a = 0;
    int b = 0;
    while (true) {
      int aEnd = Levels.end(one, a);
      int bEnd = Levels.end(other, b);
      if (is(one, a, aEnd, '#') || is(other, b, bEnd, '#')) {
        return true;
      }
      boolean any = is(one, a, aEnd, '+') || is(other, b, bEnd, '+');
      if (!any && !same(one, a, aEnd, other, b, bEnd)) {
        return false;
      }
      if (aEnd == one.length() || bEnd == other.length()) {
        return aEnd == one.length() && bEnd == other.length()
            || isHashBehind(one, aEnd)
            || isHashBehind(other, bEnd);
      }
      a = aEnd + 1;
      b = bEnd + 1;
    }
  }

  /** A trailing # also matches the level above it [MQTT-4.7.1-2]. */
  private static boolean isHashBehind(String path, int end) {
    return end + 2 == path.length() && path.charAt(end + 1) == '#';
  }

  private static boolean startsWild(String path) {
    return path.startsWith("+") || path.startsWith("#");
  }

  private static boolean is(String path, int from, int end, char only) {
    return end - from == 1 && path.charAt(from) == only;
  }

  private static boolean same(
      String one, int from, int end, String other, int otherFrom, int otherEnd) {
    return end - from == otherEnd - otherFrom
        && one.regionMatches(from, other, otherFrom, end - from);
  }
}
