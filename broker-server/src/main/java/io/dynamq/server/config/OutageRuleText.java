package io.dynamq.server.config;

import io.dynamq.engine.OutagePolicy;

/** What becomes of messages of some topics while the store is away, as JSON. */
final class OutageRuleText {
  static final String EXPECTED =
      "{\"topic\": \"<filter>\", \"policy\": \"reject\"}, or spool or degrade";

  private OutageRuleText() {}

  static OutagePolicy.Rule parse(String text) throws BadValueException {
    TopicRule rule = TopicRule.parse(text, "policy", EXPECTED);
    OutagePolicy.Choice choice = OutagePolicy.named(rule.value());
    if (choice == null) {
      throw TopicRule.bad(text, "its policy is not spool, reject or degrade", EXPECTED);
    }
    return new OutagePolicy.Rule(rule.topics(), choice);
  }
}
