package io.dynamq.auth.acl;

import io.dynamq.topic.FilterRelation;
import io.dynamq.topic.TopicFilter;

/**
 * A rule as it is for one client.
 *
 * @param filters by the rule's topics, placeholders filled; null where they mean nothing for this
 *     client; null as a whole for everything
 */
record ClientRule(Rule rule, String[] filters) {

  boolean matchesName(String topic) {
    if (!rule.publishes()) {
      return false;
    }
    if (filters == null) {
      return true;
    }
    for (int i = 0; i < filters.length; i++) {
      String filter = filters[i];
      if (filter != null
          && (isExact(i) ? filter.equals(topic) : TopicFilter.matches(filter, topic))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the rule decides about a subscription: one that allows must allow all that the filter
   * would bring.
   *
   * @param overlapping whether one that denies is also about a filter that would bring more than
   *     what it denies, or only about those that EMQX means
   */
  boolean matchesFilter(String path, boolean overlapping) {
    if (!rule.subscribes()) {
      return false;
    }
    if (filters == null) {
      return true;
    }
    for (int i = 0; i < filters.length; i++) {
      String filter = filters[i];
      if (filter != null
          && (isExact(i) ? filter.equals(path) : matches(filter, path, overlapping))) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(String filter, String path, boolean overlapping) {
    if (rule.allows()) {
      return FilterRelation.covers(filter, path);
    }
    return overlapping
        ? FilterRelation.overlap(filter, path)
        : TopicFilter.matches(filter, path);
  }

  private boolean isExact(int index) {
    return rule.topics().get(index).exact();
  }
}
