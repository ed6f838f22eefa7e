package io.dynamq.topic.rewrite;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;

/** One rule {@code <filter> <regex> <destination>}. */
public final class RewriteRule {
  private final String filter;
  private final Pattern regex;
  private final Destination destination;
  private final boolean wildcards;

  private RewriteRule(String filter, Pattern regex, String destination) {
    this.filter = filter;
    this.regex = regex;
    this.destination = new Destination(destination, regex.groupCount());
    this.wildcards = destination.indexOf('+') >= 0 || destination.indexOf('#') >= 0;
  }

  /**
   * Reads a rule as it is configured: three parts with blanks between them.
   *
   * @throws IllegalArgumentException whose message completes "the rule …"
   */
  public static RewriteRule parse(String text) {
    String[] parts = text.strip().split("\\s+");
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "has " + parts.length + " parts, expected <filter> <regular expression> <destination>");
    }
    try {
      if (TopicFilter.of(parts[0]).kind() != TopicFilter.Kind.PLAIN) {
        throw new InvalidTopicException("rules see topics without such a prefix");
      }
      TopicFilter.of(parts[2]);
      return new RewriteRule(parts[0], Pattern.compile(parts[1]), parts[2]);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + parts[1] + "' is no RE2 regular expression: " + e.getDescription(), e);
    }
  }

  /** Whether the destination holds + or #, which no published topic may. */
  public boolean hasWildcards() {
    return wildcards;
  }

  /** Whether this rule is the one that decides about a topic or filter. */
  boolean covers(String topic) {
    return TopicFilter.matches(filter, topic);
  }

  /** The new topic, or the very same text if the regular expression finds nothing. */
  String rewrite(String topic, RewriteRules.Client client) {
    Matcher matcher = regex.matcher(topic);
    return matcher.find() ? destination.fill(matcher, client) : topic;
  }
}
