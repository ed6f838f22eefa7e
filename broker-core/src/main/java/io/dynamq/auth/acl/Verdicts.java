package io.dynamq.auth.acl;

import java.util.List;

/** The rules of one client at one time, and what they decide. Immutable; any thread. */
final class Verdicts {
  private final ClientRule[] rules;
  private final AclSettings settings;
  private final Decision unmatched;

  Verdicts(List<ClientRule> rules, AclSettings settings) {
    this.rules = rules.toArray(ClientRule[]::new);
    this.settings = settings;
    this.unmatched = new Decision(settings.allowsUnmatched(), null);
  }

  Decision decide(Action action, String topic) {
    for (ClientRule rule : rules) {
      boolean matches =
          action == Action.PUBLISH
              ? rule.matchesName(topic)
              : rule.matchesFilter(topic, settings.overlapping());
      if (matches) {
        return new Decision(rule.rule().allows(), rule.rule());
      }
    }
    return unmatched;
  }
}
