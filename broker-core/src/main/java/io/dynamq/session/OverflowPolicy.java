package io.dynamq.session;

import io.dynamq.routing.Receipt;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.List;

/**
 * What happens to a message that comes to a full queue, by its topic.
 *
 * @param base where no rule says otherwise
 * @param rules the first whose filter matches holds
 */
public record OverflowPolicy(Overflow base, List<Rule> rules) {

  public OverflowPolicy {
    rules = List.copyOf(rules);
  }

  /** One for messages of some topics. */
  public record Rule(TopicFilter topics, Overflow overflow) {}

  /** The same for everything. */
  public static OverflowPolicy of(Overflow base) {
    return new OverflowPolicy(base, List.of());
  }

  public Overflow of(TopicName topic) {
    for (Rule rule : rules) {
      if (rule.topics.matches(topic)) {
        return rule.overflow;
      }
    }
    return base;
  }

  /** For a message of this topic that comes with this receipt. */
  public Overflow of(TopicName topic, Receipt receipt) {
    return receipt.yields() ? Overflow.REJECT_PUBLISHER : of(topic);
  }

  /** Whether any publisher is ever refused. */
  public boolean mayReject() {
    return base == Overflow.REJECT_PUBLISHER
        || rules.stream().anyMatch(rule -> rule.overflow == Overflow.REJECT_PUBLISHER);
  }

  /** The word of configuration, such as {@code drop_oldest}; null if there is no such word. */
  public static Overflow named(String word) {
    return switch (word) {
      case "drop_oldest" -> Overflow.DROP_OLDEST;
      case "drop_newest" -> Overflow.DROP_NEWEST;
      case "reject_publisher" -> Overflow.REJECT_PUBLISHER;
      default -> null;
    };
  }
}
