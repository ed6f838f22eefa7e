package io.dynamq.topic;

/**
 * A subscription's topic filter, valid from birth. The only place that understands the prefixes
 * {@code $share/<group>/}, {@code $queue/} and {@code $exclusive/}. Immutable; any thread.
 *
 * @param text the filter as the client wrote it, prefix included
 * @param kind what the prefix asks for
 * @param group the share group for {@link Kind#SHARED} ({@code "$queue"} for {@code $queue/}), else
 *     the empty string
 * @param path the filter behind the prefix: what is matched against topic names
 */
public record TopicFilter(String text, Kind kind, String group, String path)
    implements Comparable<TopicFilter> {

  /** How messages that match are spread over the subscribers of this filter. */
  public enum Kind {
    /** Every subscriber gets a copy. */
    PLAIN,
    /** One member of the group gets it [MQTT 5 section 4.8.2]. */
    SHARED,
    /** At most one subscriber may hold it (EMQX). */
    EXCLUSIVE
  }

  private static final String SHARE = "$share/";
  private static final String QUEUE = "$queue/";
  private static final String EXCLUSIVE = "$exclusive/";

  /**
   * Parses and checks a filter [MQTT-4.7.1-1..3, MQTT-4.7.3-1, MQTT-4.8.2-1, MQTT-4.8.2-2].
   *
   * @throws InvalidTopicException if the text is no valid filter
   */
  public static TopicFilter of(String text) {
    TopicName.checkText(text, "topic filter");
    if (text.startsWith(SHARE)) {
      return shared(text);
    }
    if (text.startsWith(QUEUE)) {
      return behindPrefix(text, Kind.SHARED, "$queue", text.substring(QUEUE.length()));
    }
    if (text.startsWith(EXCLUSIVE)) {
      return behindPrefix(text, Kind.EXCLUSIVE, "", text.substring(EXCLUSIVE.length()));
    }
    checkWildcards(text);
    return new TopicFilter(text, Kind.PLAIN, "", text);
  }

  private static TopicFilter shared(String text) {
    int slash = text.indexOf('/', SHARE.length());
    if (slash < 0) {
      throw new InvalidTopicException("a shared subscription is $share/<group>/<filter>");
    }
    String group = text.substring(SHARE.length(), slash);
    if (group.isEmpty() || group.indexOf('+') >= 0 || group.indexOf('#') >= 0) {
      throw new InvalidTopicException("a share group must not be empty or contain + or #");
    }
    return behindPrefix(text, Kind.SHARED, group, text.substring(slash + 1));
  }

  private static TopicFilter behindPrefix(String text, Kind kind, String group, String path) {
    if (path.isEmpty()) {
      throw new InvalidTopicException("no filter behind the prefix of " + text);
    }
    if (path.startsWith(SHARE) || path.startsWith(QUEUE) || path.startsWith(EXCLUSIVE)) {
      throw new InvalidTopicException("prefixes of a filter must not be nested");
    }
    checkWildcards(path);
    return new TopicFilter(text, kind, group, path);
  }

  private static void checkWildcards(String path) {
    int length = path.length();
    for (int i = 0; i < length; i++) {
      char c = path.charAt(i);
      if (c != '+' && c != '#') {
        continue;
      }
      boolean startsLevel = i == 0 || path.charAt(i - 1) == '/';
      boolean endsLevel = i == length - 1 || path.charAt(i + 1) == '/';
      if (!startsLevel || !endsLevel) {
        throw new InvalidTopicException("the wildcard '" + c + "' must fill a whole level");
      }
      if (c == '#' && i != length - 1) {
        throw new InvalidTopicException("the wildcard '#' must be the last level");
      }
    }
  }

  /**
   * The filter with another path behind the same prefix.
   *
   * @throws InvalidTopicException if the path is no valid filter without prefix
   */
  public TopicFilter withPath(String other) {
    TopicFilter plain = of(other);
    if (plain.kind != Kind.PLAIN) {
      throw new InvalidTopicException("prefixes of a filter must not be nested");
    }
    if (kind == Kind.PLAIN) {
      return plain;
    }
    String prefix = text.substring(0, text.length() - path.length());
    TopicName.checkText(prefix + other, "topic filter");
    return new TopicFilter(prefix + other, kind, group, other);
  }

  public boolean isShared() {
    return kind == Kind.SHARED;
  }

  /** True if the path holds + or #. */
  public boolean hasWildcards() {
    return path.indexOf('+') >= 0 || path.endsWith("#");
  }

  /** Number of levels of the path, at least 1. */
  public int levels() {
    return TopicName.countLevels(path);
  }

  /**
   * Whether this filter's path matches a name, level by level, without allocation.
   *
   * <p>A name that starts with $ is not matched by a filter that starts with a wildcard
   * [MQTT-4.7.2-1]; a trailing # also matches the level above it [MQTT-4.7.1-2].
   */
  public boolean matches(TopicName name) {
    return matches(path, name.value());
  }

  /** The same rule over plain texts; EMQX's hook rules match filters against filters with it. */
  public static boolean matches(String filter, String name) {
    if (name.startsWith("$") && (filter.startsWith("+") || filter.startsWith("#"))) {
      return false;
    }
    int f = 0;
    int n = 0;
    while (true) {
      int fEnd = levelEnd(filter, f);
      if (fEnd - f == 1 && filter.charAt(f) == '#') {
        return true;
      }
      int nEnd = levelEnd(name, n);
      boolean any = fEnd - f == 1 && filter.charAt(f) == '+';
      if (!any && (fEnd - f != nEnd - n || !filter.regionMatches(f, name, n, nEnd - n))) {
        return false;
      }
      boolean filterDone = fEnd == filter.length();
      if (nEnd == name.length()) {
        return filterDone || filter.startsWith("/#", fEnd) && fEnd + 2 == filter.length();
      }
      if (filterDone) {
        return false;
      }
      f = fEnd + 1;
      n = nEnd + 1;
    }
  }

  private static int levelEnd(String text, int from) {
    int slash = text.indexOf('/', from);
    return slash < 0 ? text.length() : slash;
  }

  @Override
  public int compareTo(TopicFilter other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
