package io.dynamq.dynamo;

import io.dynamq.dynamo.client.TableSource;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.store.Provisioning.Needs;
import java.util.List;

/** The broker's own tables, for those who make them. */
public final class NativeTables implements TableSource {

  @Override
  public List<Use> uses(Needs needs) throws InvalidSettingsException {
    NativeSettings parsed = NativeSettings.parse(needs.settings());
    return List.of(
        new Use(parsed.pool(), parsed.connection(), Tables.named(parsed.tablePrefix()).specs()));
  }
}
