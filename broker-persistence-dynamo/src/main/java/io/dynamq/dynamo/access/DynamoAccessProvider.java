package io.dynamq.dynamo.access;

import io.dynamq.dynamo.client.ConnectionSettings;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.client.SettingReader;
import io.dynamq.dynamo.client.TableSetup;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.store.StorageException;
import io.dynamq.store.access.AccessOptions;
import io.dynamq.store.access.AccessTables;
import io.dynamq.store.access.AccessTablesProvider;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens users and rules in DynamoDB, by connections of their own. */
public final class DynamoAccessProvider implements AccessTablesProvider {
  private static final Logger LOG = LoggerFactory.getLogger(DynamoAccessProvider.class);
  private static final int CONNECTIONS = 8;

  @Override
  public List<Problem> check(Context context) {
    List<Problem> problems = new ArrayList<>();
    SettingReader reader = new SettingReader(context.settings(), problems);
    pool(reader, ConnectionSettings.read(reader), context.options());
    return problems;
  }

  static PoolSettings pool(
      SettingReader reader, ConnectionSettings connections, AccessOptions options) {
    if (options.pool() == null) {
      return connections.pools().get(0);
    }
    PoolSettings pool = connections.pool(options.pool());
    if (pool == null) {
      reader.problem(
          "auth.dynamo.pool",
          "there is no pool '" + options.pool() + "': configure backend.dynamo." + options.pool()
              + ".server");
    }
    return pool;
  }

  @Override
  public AccessTables open(Context context, boolean required) throws InvalidSettingsException {
    List<Problem> problems = new ArrayList<>();
    SettingReader reader = new SettingReader(context.settings(), problems);
    ConnectionSettings connections = ConnectionSettings.read(reader);
    PoolSettings settings = pool(reader, connections, context.options());
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    DynamoPool pool = DynamoPool.open(settings.withSize(CONNECTIONS), context.meters());
    TableSetup setup =
        new TableSetup(pool, connections.autoCreateTables(), connections.billing());
    LateTables late = null;
    try {
      setup.ensure(tables(context.options()));
    } catch (StorageException e) {
      if (required || e.kind() == StorageException.Kind.CORRUPT) {
        pool.close();
        throw e;
      }
      LOG.warn("users and rules cannot be read yet, who needs them is refused: {}", e.getMessage());
      late = new LateTables(setup, tables(context.options()));
    }
    return new DynamoAccessTables(pool, context.options(), context.time(), late);
  }

  static List<TableSpec> tables(AccessOptions options) {
    List<TableSpec> tables = new ArrayList<>();
    if (options.users() != null) {
      tables.add(AccessReads.usersTable(options.users()));
    }
    if (options.rules() != null) {
      tables.add(AccessReads.rulesTable(options.rules()));
    }
    return tables;
  }
}
