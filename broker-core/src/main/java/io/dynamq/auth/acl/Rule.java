package io.dynamq.auth.acl;

import java.util.List;

/**
 * One rule.
 *
 * @param publishes whether it is about publishing
 * @param subscribes whether it is about subscribing
 * @param topics null for {@code {allow, all}} and {@code {deny, all}}: everything
 * @param source where it stands and what it says, for operators
 */
record Rule(
    boolean allows,
    Who who,
    boolean publishes,
    boolean subscribes,
    List<TopicSpec> topics,
    String source) {

  /** The rule for one client; null if it says nothing about it. */
  ClientRule forClient(Subject subject) {
    if (!who.matches(subject)) {
      return null;
    }
    if (topics == null) {
      return new ClientRule(this, null);
    }
    String[] filters = new String[topics.size()];
    boolean any = false;
    for (int i = 0; i < filters.length; i++) {
      filters[i] = topics.get(i).filterFor(subject, allows);
      any |= filters[i] != null;
    }
    return any ? new ClientRule(this, filters) : null;
  }
}
