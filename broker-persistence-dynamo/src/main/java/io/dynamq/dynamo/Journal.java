package io.dynamq.dynamo;

import io.dynamq.dynamo.wal.Wal;
import io.dynamq.dynamo.writebehind.WriteAhead;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.Origin;
import io.dynamq.store.StorageException;
import io.dynamq.store.StorageHealth;
import io.dynamq.store.StoredMessage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The write-ahead log as the store's parts use it: what the write-behind has accepted is logged after
 * that, never before. Any thread.
 *
 * <p>Everything about a key is logged, whoever waits for it, lest a replay brings back an older
 * state of it: a row of a queue holds many messages, so one that the log did not have would be gone
 * from the row that a replay writes. Only where nobody has ever asked for the log are messages in
 * queues left out.
 */
final class Journal implements WriteAhead {
  /** One that takes longer is not waited for: its receiver has failed. About a minute. */
  private static final long GENERATIONS_PER_BUNDLE = 240;

  private static final StorageException FULL =
      new StorageException(
          StorageException.Kind.THROTTLED,
          "the write-ahead log is at its bound (wal.max_size) or cannot be written");

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final Wal wal;
  private final Set<LogBundle> incomplete = ConcurrentHashMap.newKeySet();
  private final Departures departures = new Departures();
  private volatile boolean replaying = true;
  private volatile boolean asked;

  Journal(Wal wal) {
    this.wal = wal;
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

  /** Whether there was no log when the process began. */
  boolean isNew() {
    return wal.isNew();
  }

  /** What the log had is accepted; from now on everything is logged. */
  void replayed() {
    replaying = false;
  }

  /** A bundle has begun: what the log has of it is needed until it is complete. */
  void began(LogBundle bundle) {
    asked = true;
    incomplete.add(bundle);
  }

  void completed(LogBundle bundle) {
    incomplete.remove(bundle);
  }

  /** The oldest generation of what is logged in part only, Long.MAX_VALUE if there is none. */
  long oldestIncomplete() {
    long given = wal.generation() - GENERATIONS_PER_BUNDLE;
    long oldest = departures.oldest();
    for (LogBundle bundle : incomplete) {
      if (bundle.generation() > given) {
        oldest = Math.min(oldest, bundle.generation());
      }
    }
    return oldest;
  }

  /** Null if new content of this durability may come, else how it is refused. */
  CompletableFuture<Void> refusal(Durability durability) {
    return durability == Durability.WAL && !wal.hasRoom() ? CompletableFuture.failedFuture(FULL) : null;
  }

  /** Null if what must be logged can be, but for a bound, else how it is refused. */
  StorageException trouble() {
    String trouble = wal.trouble();
    return trouble.isEmpty()
        ? null
        : new StorageException(StorageException.Kind.THROTTLED, trouble);
  }

  /**
   * Logs a message of a queue, unless nobody has asked for the log so far.
   *
   * @param accepted the write-behind's answer
   */
  CompletableFuture<Void> appended(
      Lease lease,
      StoredMessage message,
      Durability durability,
      CompletableFuture<Void> accepted) {
    return isAsked(durability)
        ? logged(new Logged.Appended(lease, message), durability, accepted)
        : accepted;
  }

  private boolean isAsked(Durability durability) {
    if (!asked && durability != Durability.MEMORY) {
      asked = true;
    }
    return asked;
  }

  /**
   * Logs in one piece that a message is in a queue and no longer in another.
   *
   * @param accepted the write-behind's answer about the first
   */
  CompletableFuture<Void> moved(
      Origin from,
      Lease lease,
      StoredMessage message,
      Durability durability,
      CompletableFuture<Void> accepted) {
    if (!isAsked(durability) || replaying || accepted.isCompletedExceptionally()) {
      return accepted;
    }
    departures.began(from, lease, generation());
    Logged left = new Logged.Removed(from.lease(), from.position(), lease);
    Logged both = new Logged.Together(List.of(new Logged.Appended(lease, message), left));
    return logged(both, durability, accepted);
  }

  /**
   * Logs that a message has left a queue.
   *
   * @param removed the write-behind's answer, when it knows the message's row
   */
  void withdrawn(Origin from, CompletableFuture<Void> removed) {
    if (!asked || replaying) {
      return;
    }
    Lease taker = departures.taker(from);
    if (!removed.isDone()) {
      departures.began(from, taker, generation());
      note(from, taker);
    }
    removed.whenComplete(
        (done, fault) -> {
          note(from, taker);
          if (fault == null) {
            departures.ended(from);
          }
        });
  }

  private void note(Origin from, Lease taker) {
    wal.note(new Logged.Removed(from.lease(), from.position(), taker));
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

  /** Logs what nobody waits for and nothing else needs; left out while the log is full. */
  void noted(Logged record) {
    if (!replaying && wal.hasRoom()) {
      wal.note(record);
    }
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
