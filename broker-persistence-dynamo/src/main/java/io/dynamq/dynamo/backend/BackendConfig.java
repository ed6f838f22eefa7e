package io.dynamq.dynamo.backend;

import java.util.List;

/**
 * The plug-in's configuration, checked.
 *
 * @param region for every pool
 * @param pools in the order of the file
 * @param rules by event, then by ordinal
 */
record BackendConfig(String region, List<PoolSettings> pools, List<HookRule> rules, Tuning tuning) {

  BackendConfig {
    pools = List.copyOf(pools);
    rules = List.copyOf(rules);
  }

  /**
   * One data source.
   *
   * @param server null for AWS's own endpoint of the region
   * @param accessKeyId null for the default credential chain
   * @param secretAccessKey null together with {@code accessKeyId}
   */
  record PoolSettings(
      String name, String server, int size, String accessKeyId, String secretAccessKey) {

    @Override
    public String toString() {
      // Secrets must not reach a log by way of a record's text.
      return "pool " + name + " at " + (server == null ? "AWS" : server);
    }
  }

  /** Keys beyond EMQX's, with their defaults in {@link ConfigReader}. */
  record Tuning(
      boolean autoCreateTables,
      Billing billing,
      int mapMaxIds,
      String tablePrefix,
      boolean awaitStore) {}

  /**
   * How missing tables are paid for.
   *
   * @param readUnits 0 for on-demand
   * @param writeUnits 0 for on-demand
   */
  record Billing(long readUnits, long writeUnits) {
    static final Billing ON_DEMAND = new Billing(0, 0);

    boolean isProvisioned() {
      return readUnits > 0;
    }
  }

  /** The rules of one event in their order. */
  List<HookRule> rulesOf(HookEvent event) {
    return rules.stream().filter(rule -> rule.event() == event).toList();
  }
}
