package io.dynamq.server.config;

import io.dynamq.session.Overflow;
import io.dynamq.session.OverflowPolicy;
import io.dynamq.topic.TopicFilter;

/** What happens to messages of some topics that come to a full queue, as JSON. */
final class OverflowRuleText {
  static final String EXPECTED =
      "{\"topic\": \"<filter>\", \"overflow\": \"reject_publisher\"}, or drop_oldest or"
          + " drop_newest";

  private OverflowRuleText() {}

  static OverflowPolicy.Rule parse(String text) throws BadValueException {
    TopicRule rule = TopicRule.parse(text, "overflow", EXPECTED);
    Overflow overflow = OverflowPolicy.named(rule.value());
    if (overflow == null) {
      throw TopicRule.bad(
          text, "its overflow is not drop_oldest, drop_newest or reject_publisher", EXPECTED);
    }
    TopicFilter topics = rule.topics();
    return new OverflowPolicy.Rule(topics, overflow);
  }
}
