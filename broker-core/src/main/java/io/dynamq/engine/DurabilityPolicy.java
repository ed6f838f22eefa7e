package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.message.UserProperty;
import io.dynamq.store.Durability;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.List;

/**
 * What an acknowledgement promises.
 *
 * @param base where no rule says otherwise, and for everything that is no message: subscriptions and
 *     the state of sessions
 * @param rules the first whose filter matches holds
 * @param outage what is done while the store is away
 */
public record DurabilityPolicy(Durability base, List<Rule> rules, OutagePolicy outage) {
  /** The user property by which a publisher asks for more than the rule. */
  public static final String ASKED = "x-durability";

  public DurabilityPolicy {
    rules = List.copyOf(rules);
  }

  /** One for messages of some topics. */
  public record Rule(TopicFilter topics, Durability ackAfter) {}

  /** The same for everything. */
  public static DurabilityPolicy of(Durability base) {
    return new DurabilityPolicy(base, List.of(), OutagePolicy.SPOOL);
  }

  /** For a topic, whoever publishes. */
  Durability of(TopicName topic) {
    if (rules.isEmpty()) {
      return base;
    }
    for (Rule rule : rules) {
      if (rule.topics.matches(topic)) {
        return rule.ackAfter;
      }
    }
    return base;
  }

  /** For a publisher's message: what it asks for if that is more than its topic's rule. */
  Durability of(Message message) {
    return of(message, message.topic());
  }

  /**
   * The same for a message that is kept under another name than it was sent to.
   *
   * @param topic that it will be published to
   */
  Durability of(Message message, TopicName topic) {
    Durability rule = of(topic);
    List<UserProperty> properties = message.properties().userProperties();
    if (properties.isEmpty()) {
      return rule;
    }
    for (UserProperty property : properties) {
      if (property.name().equals(ASKED)) {
        Durability asked = named(property.value());
        return asked != null && asked.compareTo(rule) > 0 ? asked : rule;
      }
    }
    return rule;
  }

  /** Null if there is no such word. */
  public static Durability named(String word) {
    return switch (word) {
      case "memory" -> Durability.MEMORY;
      case "wal" -> Durability.WAL;
      case "store" -> Durability.STORE;
      default -> null;
    };
  }
}
