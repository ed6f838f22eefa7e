package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.client.ConnectionSettings;
import java.util.List;

/**
 * The plug-in's configuration, checked.
 *
 * @param rules by event, then by ordinal
 */
record BackendConfig(ConnectionSettings connections, List<HookRule> rules, Tuning tuning) {

  BackendConfig {
    rules = List.copyOf(rules);
  }

  /**
   * Keys beyond EMQX's.
   *
   * @param mapMaxIds message ids per item of the topic map
   * @param tablePrefix put before the six names, possibly empty
   * @param awaitStore whether publishers are acknowledged only after the store has the rows
   */
  record Tuning(int mapMaxIds, String tablePrefix, boolean awaitStore) {}

  /** The rules of one event in their order. */
  List<HookRule> rulesOf(HookEvent event) {
    return rules.stream().filter(rule -> rule.event() == event).toList();
  }

  /** The pools that rules use, in the order of the rules. */
  List<String> poolsInUse() {
    return rules.stream().map(HookRule::pool).distinct().toList();
  }
}
