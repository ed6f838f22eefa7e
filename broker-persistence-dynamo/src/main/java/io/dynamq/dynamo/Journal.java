package io.dynamq.dynamo;

import io.dynamq.dynamo.wal.Wal;
import io.dynamq.store.Durability;
import io.dynamq.store.StorageException;
import io.dynamq.store.StorageHealth;
import java.util.concurrent.CompletableFuture;

/**
 * The write-ahead log as the store's parts use it: what the write-behind has accepted is logged after
 * that, never before. Any thread.
 *
 * <p>Everything about a key is logged, whoever waits for it, lest a replay brings back an older
 * state of it. Only messages in queues, which have a key each, are left out where nobody asked for
 * the log.
 */
final class Journal {
  private static final StorageException FULL =
      new StorageException(
          StorageException.Kind.THROTTLED,
          "the write-ahead log is at its bound (wal.max_size) or cannot be written");

  private final Wal wal;
  private volatile boolean replaying = true;

  Journal(Wal wal) {
    this.wal = wal;
  }

  /** The generation that a state belongs to which is accepted now. */
  long generation() {
    return replaying ? 0 : wal.generation();
  }

  /** What the log had is accepted; from now on everything is logged. */
  void replayed() {
    replaying = false;
  }

  /** Null if new content of this durability may come, else how it is refused. */
  CompletableFuture<Void> refusal(Durability durability) {
    return durability == Durability.WAL && !wal.hasRoom() ? CompletableFuture.failedFuture(FULL) : null;
  }

  /**
   * Logs a message of a queue if that was asked for.
   *
   * @param accepted the write-behind's answer
   */
  CompletableFuture<Void> appended(
      Logged.Appended record, Durability durability, CompletableFuture<Void> accepted) {
    return durability == Durability.WAL ? logged(record, durability, accepted) : accepted;
  }

  /**
   * Logs anything else.
   *
   * @param accepted the write-behind's answer
   */
  CompletableFuture<Void> logged(
      Logged record, Durability durability, CompletableFuture<Void> accepted) {
    if (replaying || accepted.isCompletedExceptionally()) {
      return accepted;
    }
    if (durability == Durability.WAL) {
      return wal.append(record);
    }
    wal.note(record);
    return accepted;
  }

  /** The write-behind's health together with the log's. */
  StorageHealth with(StorageHealth store) {
    String trouble = wal.trouble();
    double pressure = Math.max(store.pressure(), wal.pressure());
    if (trouble.isEmpty()) {
      return new StorageHealth(store.available(), store.reason(), pressure);
    }
    String reason = store.reason().isEmpty() ? trouble : store.reason() + "; " + trouble;
    return new StorageHealth(false, reason, pressure);
  }
}
