package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.client.TableSource;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.store.Provisioning.Needs;
import java.util.List;

/** EMQX's six tables, in every pool that hook lines use, for those who make them. */
public final class BackendTables implements TableSource {

  @Override
  public List<Use> uses(Needs needs) throws InvalidSettingsException {
    if (!needs.plugins().contains(new BackendPlugin().name())) {
      return List.of();
    }
    BackendConfig config = ConfigReader.read(needs.settings());
    String prefix = config.tuning().tablePrefix();
    return config.poolsInUse().stream()
        .map(config.connections()::pool)
        .map(pool -> new Use(pool, config.connections(), BackendPool.tables(prefix)))
        .toList();
  }
}
