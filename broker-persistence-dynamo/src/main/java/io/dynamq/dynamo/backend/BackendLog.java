package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.wal.Wal;
import io.dynamq.dynamo.wal.WalSettings;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.dynamo.writebehind.WriteAhead;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.hook.Plugin;
import io.dynamq.observe.Meters;
import io.dynamq.store.Durability;
import io.dynamq.store.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write-ahead log of one pool's rows, beside the native store's and independent of it: a plug-in
 * that is not loaded after a restart finds it at its next load, whenever that is.
 *
 * <p>Everything is logged while the log is there, lest a replay brings back an older state; but for
 * {@code mqtt_client}, whose rows are set right at each load.
 */
final class BackendLog implements WriteAhead, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackendLog.class);
  private static final long FLUSH_SECONDS = 30;
  private static final StorageException FULL =
      new StorageException(
          StorageException.Kind.THROTTLED,
          "the backend's write-ahead log is at its bound (wal.max_size) or cannot be written");

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final Wal wal;
  private volatile boolean replaying = true;

  private BackendLog(Wal wal) {
    this.wal = wal;
  }

  /**
   * Opens the log of a pool.
   *
   * @param wanted whether to make one; one that is there is opened all the same, for what is in it
   * @return null if there is none
   */
  static BackendLog open(
      String pool, WalSettings settings, boolean wanted, Plugin.Context context) {
    Path directory =
        settings.in(context.dataDirectory()).directory().resolve("backend-" + pool);
    if (!wanted && !Files.exists(directory)) {
      return null;
    }
    // The native log has these names in the broker's own meters.
    Meters own = new Meters();
    WalSettings mine =
        new WalSettings(directory, settings.fsync(), settings.interval(), settings.maxBytes());
    Wal wal = Wal.open(mine, context.broker().node(), new RowCodec(), context.time(), own);
    context
        .meters()
        .gauge("backend." + pool + ".wal.size", () -> own.gauges().getOrDefault("wal.size", 0L));
    return new BackendLog(wal);
  }

  @Override
  public long generation() {
    return replaying ? 0 : wal.generation();
  }

  /** What is being replayed was forced when the log was opened. */
  @Override
  public CompletableFuture<Void> forced(boolean soon) {
    return replaying ? DONE : wal.forced(soon);
  }

  /** Brings what an earlier process left into the store, then takes records. Blocks. */
  void replay(WriteBehind writes, List<TableSpec> tables) {
    Map<String, TableSpec> byName = new HashMap<>();
    tables.forEach(table -> byName.put(table.name(), table));
    Map<ItemKey, Map<String, RowRecord.Changed>> members = new HashMap<>();
    wal.read(group -> RowCodec.read(group, byName, record -> apply(record, writes, members)));
    // Only now: what came and went again may have come into the store before.
    members.values().forEach(
        changes -> changes.forEach((value, last) -> change(last, value, writes)));
    flush(writes);
    replaying = false;
    wal.start(writes::oldestGeneration);
  }

  private static void apply(
      RowRecord record, WriteBehind writes, Map<ItemKey, Map<String, RowRecord.Changed>> members) {
    if (record instanceof RowRecord.Changed change) {
      Map<String, RowRecord.Changed> last =
          members.computeIfAbsent(record.key, key -> new HashMap<>());
      change.values.forEach(value -> last.put(value, change));
    } else if (record instanceof RowRecord.Put put) {
      if (put(put, writes).isCompletedExceptionally()) {
        flush(writes);
        taken(put(put, writes));
      }
    } else {
      members.remove(record.key);
      writes.delete(record.key, Durability.MEMORY);
    }
  }

  private static CompletableFuture<Void> put(RowRecord.Put put, WriteBehind writes) {
    return writes.put(Stage.CONTENT, put.key, put.item, put.bytes(), Durability.MEMORY);
  }

  private static void change(RowRecord.Changed last, String value, WriteBehind writes) {
    Set<String> one = Set.of(value);
    if (!last.added) {
      writes.removeFromSet(last.key, last.attribute, one, Durability.MEMORY);
    } else if (writes
        .addToSet(last.key, last.attribute, one, Durability.MEMORY)
        .isCompletedExceptionally()) {
      flush(writes);
      taken(writes.addToSet(last.key, last.attribute, one, Durability.MEMORY));
    }
  }

  /** What is refused though nothing else waits must not be taken for replayed. */
  private static void taken(CompletableFuture<Void> accepted) {
    if (accepted.isCompletedExceptionally()) {
      throw unavailable(new IllegalStateException("an empty write-behind refuses a row"));
    }
  }

  private static void flush(WriteBehind writes) {
    try {
      writes.flush().get(FLUSH_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    } catch (ExecutionException | TimeoutException e) {
      throw unavailable(e);
    }
  }

  private static StorageException unavailable(Exception cause) {
    LOG.debug("no flush", cause);
    return new StorageException(
        StorageException.Kind.UNAVAILABLE,
        "what the backend's write-ahead log holds cannot be brought into the tables; nothing of it"
            + " is lost, load the plug-in again when DynamoDB answers",
        cause);
  }

  /** Null if new rows may come, else how they are refused. */
  CompletableFuture<Void> refusal(Durability durability) {
    return durability == Durability.WAL && !wal.hasRoom()
        ? CompletableFuture.failedFuture(FULL)
        : null;
  }

  /**
   * Logs what the write-behind has accepted.
   *
   * @return completes as the durability asks
   */
  CompletableFuture<Void> logged(
      RowRecord record, Durability durability, CompletableFuture<Void> accepted) {
    if (accepted.isCompletedExceptionally()) {
      return accepted;
    }
    if (durability == Durability.WAL) {
      return wal.append(record);
    }
    wal.note(record);
    return accepted;
  }

  /** Before this everything is flushed that can be. */
  @Override
  public void close() {
    wal.close();
  }
}
