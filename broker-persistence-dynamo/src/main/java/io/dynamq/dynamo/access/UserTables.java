package io.dynamq.dynamo.access;

import io.dynamq.dynamo.client.ConnectionSettings;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.client.SettingReader;
import io.dynamq.dynamo.client.TableSource;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.store.Provisioning.Needs;
import java.util.ArrayList;
import java.util.List;

/** Tables of users and rules, for those who make them. */
public final class UserTables implements TableSource {

  @Override
  public List<Use> uses(Needs needs) throws InvalidSettingsException {
    if (needs.access() == null) {
      return List.of();
    }
    List<Problem> problems = new ArrayList<>();
    SettingReader reader = new SettingReader(needs.settings(), problems);
    ConnectionSettings connection = ConnectionSettings.read(reader);
    PoolSettings pool = DynamoAccessProvider.pool(reader, connection, needs.access());
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return List.of(new Use(pool, connection, DynamoAccessProvider.tables(needs.access())));
  }
}
