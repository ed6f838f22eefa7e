package io.dynamq.topic.rewrite;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The rules for one kind of packet. They are tried from the last that was written to the first, and
 * the first whose filter covers the topic decides, even if its regular expression then finds
 * nothing; so exceptions stand below the general rule, as in EMQX.
 */
public final class RewriteRules {
  /** No rule at all. */
  public static final RewriteRules NONE = new RewriteRules(List.of());

  private final List<RewriteRule> lastFirst;

  /**
   * Whose topic it is.
   *
   * @param id null if it is not to be used
   * @param username null if the client has none
   */
  public record Client(String id, String username) {}

  /**
   * @param inFileOrder as they are written
   */
  public RewriteRules(List<RewriteRule> inFileOrder) {
    List<RewriteRule> reversed = new ArrayList<>(inFileOrder);
    Collections.reverse(reversed);
    lastFirst = List.copyOf(reversed);
  }

  public boolean isEmpty() {
    return lastFirst.isEmpty();
  }

  /**
   * What becomes of a topic name or of a filter without its prefix. The result need not be a valid
   * one.
   *
   * @return the very same text if no rule changes it
   */
  public String rewrite(String topic, Client client) {
    for (RewriteRule rule : lastFirst) {
      if (rule.covers(topic)) {
        return rule.rewrite(topic, client);
      }
    }
    return topic;
  }
}
