package io.dynamq.server.config;

import io.dynamq.engine.DurabilityPolicy;
import io.dynamq.store.Durability;

/** What acknowledgements promise for some topics, as JSON. */
final class DurabilityRuleText {
  static final String EXPECTED =
      "{\"topic\": \"<filter>\", \"ack_after\": \"store\"}, or memory or wal";

  private DurabilityRuleText() {}

  static DurabilityPolicy.Rule parse(String text) throws BadValueException {
    TopicRule rule = TopicRule.parse(text, "ack_after", EXPECTED);
    Durability ackAfter = DurabilityPolicy.named(rule.value());
    if (ackAfter == null) {
      throw TopicRule.bad(text, "its ack_after is not memory, wal or store", EXPECTED);
    }
    return new DurabilityPolicy.Rule(rule.topics(), ackAfter);
  }
}
