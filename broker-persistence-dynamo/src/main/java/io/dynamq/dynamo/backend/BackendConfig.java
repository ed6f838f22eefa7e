package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.client.ConnectionSettings;
import io.dynamq.dynamo.wal.WalSettings;
import io.dynamq.store.Durability;
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
   * @param ackAfter who has the rows before publishers are acknowledged
   * @param wal how logs are kept
   */
  record Tuning(int mapMaxIds, String tablePrefix, Durability ackAfter, WalSettings wal) {}

  /** The rules of one event in their order. */
  List<HookRule> rulesOf(HookEvent event) {
    return rules.stream().filter(rule -> rule.event() == event).toList();
  }

  /** The pools that rules use, in the order of the rules. */
  List<String> poolsInUse() {
    return rules.stream().map(HookRule::pool).distinct().toList();
  }
}
