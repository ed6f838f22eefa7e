package io.dynamq.dynamo;

import io.dynamq.dynamo.client.ConnectionSettings;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.client.SettingReader;
import io.dynamq.dynamo.wal.Fsync;
import io.dynamq.dynamo.wal.WalSettings;
import io.dynamq.dynamo.writebehind.WriteBehindSettings;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The native store's configuration, besides {@link ConnectionSettings}.
 *
 * <ul>
 *   <li>{@code persistence.dynamo.pool}: which pool; default the first by name
 *   <li>{@code persistence.dynamo.table_prefix}: default {@code mqb_}
 *   <li>{@code persistence.hold}: default 250ms; how long a write waits for being taken back
 *   <li>{@code persistence.max_dirty_entries}: default 100000, unflushed items
 *   <li>{@code persistence.max_dirty_bytes}: default 384MB, or a quarter of the heap if that is less
 *   <li>{@code persistence.flush_concurrency}: default 16, writes under way; this store has
 *       connections of its own, so many and a third more for reads
 *   <li>{@code wal.dir}: where the write-ahead log is; relative to the data directory, default
 *       {@code wal}
 *   <li>{@code wal.fsync}: {@code always}, {@code interval} (default) or {@code never}
 *   <li>{@code wal.fsync_interval}: default and at most 100ms
 *   <li>{@code wal.max_size}: default 1GB; of what DynamoDB does not have yet
 *   <li>{@code persistence.node_lease}: default 10s; after that silence a node counts as dead
 *   <li>{@code store.claim_timeout}: default 1s; how long a claim waits for the store
 *   <li>{@code ledger.*}: {@link LedgerSettings}
 *   <li>{@code history.*}: {@link HistorySettings}
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
    WalSettings wal,
    Duration nodeLease,
    Duration claimTimeout,
    LedgerSettings ledger,
    HistorySettings history) {
  private static final long WAL_BYTES_MIN = 16L << 20;

  /** What is held back may take this part of the heap, unless it is said otherwise. */
  private static final int HEAP_SHARE = 4;

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
            wal(reader),
            reader.duration("persistence.node_lease", Duration.ofSeconds(10)),
            reader.duration("store.claim_timeout", Duration.ofSeconds(1)),
            LedgerSettings.read(reader),
            HistorySettings.read(reader));
    if (parsed.nodeLease.toMillis() < 1_000) {
      reader.problem("persistence.node_lease", "must be at least 1s");
    }
    if (parsed.claimTimeout.toMillis() < 50) {
      reader.problem("store.claim_timeout", "must be at least 50ms");
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

  /** How logs are kept, the native store's and the EMQX backend's. */
  public static WalSettings wal(SettingReader reader) {
    WalSettings defaults = WalSettings.defaults(Path.of("wal"));
    Duration interval = reader.duration("wal.fsync_interval", defaults.interval());
    if (interval.toMillis() < 1 || interval.compareTo(defaults.interval()) > 0) {
      reader.problem("wal.fsync_interval", "must be between 1ms and 100ms");
    }
    long bytes = reader.bytes("wal.max_size", defaults.maxBytes());
    if (bytes < WAL_BYTES_MIN) {
      reader.problem("wal.max_size", "must be at least 16MB");
    }
    Fsync fsync =
        reader.parsed(
            "wal.fsync",
            defaults.fsync(),
            "always, interval or never",
            text -> Fsync.valueOf(text.toUpperCase(Locale.ROOT)));
    Path directory = Path.of(reader.text("wal.dir", defaults.directory().toString()));
    return new WalSettings(directory, fsync, interval, bytes);
  }

  private static WriteBehindSettings writeBehind(SettingReader reader) {
    WriteBehindSettings defaults = WriteBehindSettings.defaults("store");
    long fitting = Math.min(defaults.maxBytes(), Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    long bytes = reader.bytes("persistence.max_dirty_bytes", fitting);
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
