package io.dynamq.engine;

import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.List;

/**
 * What becomes of messages that have to be kept while the store is away.
 *
 * @param base where no rule says otherwise
 * @param rules the first whose filter matches holds
 */
public record OutagePolicy(Choice base, List<Rule> rules) {
  /** Everything is kept in the log, as its durability mode allows. */
  public static final OutagePolicy SPOOL = new OutagePolicy(Choice.SPOOL, List.of());

  public OutagePolicy {
    rules = List.copyOf(rules);
  }

  /** What can be done. */
  public enum Choice {
    /** Kept in the log until the store is back; publishers are told what their mode promises. */
    SPOOL,
    /** Not taken: the publisher is told so and publishes again. */
    REJECT,
    /** Given to receivers that are online and to nobody else; the publisher is told so. */
    DEGRADE
  }

  /** One for messages of some topics. */
  public record Rule(TopicFilter topics, Choice choice) {}

  /** Null if there is no such word. */
  public static Choice named(String word) {
    return switch (word) {
      case "spool" -> Choice.SPOOL;
      case "reject" -> Choice.REJECT;
      case "degrade" -> Choice.DEGRADE;
      default -> null;
    };
  }

  Choice of(TopicName topic) {
    for (Rule rule : rules) {
      if (rule.topics.matches(topic)) {
        return rule.choice;
      }
    }
    return base;
  }
}
