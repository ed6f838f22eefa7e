package io.dynamq.dynamo;

import io.dynamq.dynamo.client.ConnectionSettings;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.client.SettingReader;
import io.dynamq.dynamo.writebehind.WriteBehindSettings;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The native store's configuration, besides {@link ConnectionSettings}.
 *
 * <ul>
 *   <li>{@code persistence.dynamo.pool}: which pool; default the first by name
 *   <li>{@code persistence.dynamo.table_prefix}: default {@code mqb_}
 *   <li>{@code persistence.hold}: default 250ms; how long a write waits for being taken back
 *   <li>{@code persistence.max_dirty_entries}: default 100000, unflushed items
 *   <li>{@code persistence.max_dirty_bytes}: default 64MB
 *   <li>{@code persistence.flush_concurrency}: default 16, writes under way; this store has
 *       connections of its own, so many and a third more for reads
 *   <li>{@code persistence.node_lease}: default 10s; after that silence a node counts as dead
 * </ul>
 *
 * <p>The pool's size is not used: it is the EMQX backend's share. Neither can take connections from
 * the other.
 *
 * @param pool how to reach the store
 * @param tablePrefix of every native table
 */
public record NativeSettings(
    ConnectionSettings connection,
    PoolSettings pool,
    String tablePrefix,
    WriteBehindSettings writeBehind,
    Duration nodeLease) {

  /** Reads the keys above and those of {@link ConnectionSettings}; all problems at once. */
  public static NativeSettings parse(List<Setting> settings) throws InvalidSettingsException {
    List<Problem> problems = new ArrayList<>();
    SettingReader reader = new SettingReader(settings, problems);
    ConnectionSettings connection = ConnectionSettings.read(reader);
    WriteBehindSettings writeBehind = writeBehind(reader);
    int connections = DynamoPool.sizeFor(writeBehind.concurrency());
    NativeSettings parsed =
        new NativeSettings(
            connection,
            pool(reader, connection).withSize(connections),
            prefix(reader),
            writeBehind,
            reader.duration("persistence.node_lease", Duration.ofSeconds(10)));
    if (parsed.nodeLease.toMillis() < 1_000) {
      reader.problem("persistence.node_lease", "must be at least 1s");
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return parsed;
  }

  private static PoolSettings pool(SettingReader reader, ConnectionSettings connection) {
    PoolSettings first = connection.pools().get(0);
    String name = reader.text("persistence.dynamo.pool", first.name());
    PoolSettings pool = connection.pool(name);
    if (pool == null) {
      reader.problem(
          "persistence.dynamo.pool",
          "there is no pool '" + name + "': configure backend.dynamo." + name + ".server");
      return first;
    }
    return pool;
  }

  private static String prefix(SettingReader reader) {
    return reader.parsed(
        "persistence.dynamo.table_prefix",
        "mqb_",
        "at most 200 of A-Z a-z 0-9 _ . -",
        text -> {
          if (!text.matches("[A-Za-z0-9_.-]{1,200}")) {
            throw new IllegalArgumentException("no table name");
          }
          return text;
        });
  }

  private static WriteBehindSettings writeBehind(SettingReader reader) {
    WriteBehindSettings defaults = WriteBehindSettings.defaults("store");
    long bytes = reader.bytes("persistence.max_dirty_bytes", defaults.maxBytes());
    if (bytes < 1 << 20) {
      reader.problem("persistence.max_dirty_bytes", "must be at least 1MB");
    }
    return new WriteBehindSettings(
        defaults.name(),
        reader.duration("persistence.hold", defaults.hold()),
        reader.number("persistence.max_dirty_entries", defaults.maxEntries(), 100, 100_000_000),
        bytes,
        reader.number("persistence.flush_concurrency", defaults.concurrency(), 1, 1_024));
  }
}
