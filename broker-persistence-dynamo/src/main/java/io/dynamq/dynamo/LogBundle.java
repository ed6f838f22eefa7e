package io.dynamq.dynamo;

import io.dynamq.store.Bundle;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Appends are logged as they come, but count only with the record that completes the bundle; without
 * it a replay takes them back, also from rows that DynamoDB got meanwhile.
 */
final class LogBundle implements Bundle {
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final Journal journal;
  private final CompletableFuture<Void> kept = new CompletableFuture<>();
  private final long number;
  private final long generation;
  private volatile boolean used;

  /**
   * @param number unlike that of any other bundle that the log may hold
   */
  LogBundle(Journal journal, long number) {
    this.journal = journal;
    this.number = number;
    generation = journal.generation();
  }

  /** Called by the receivers, each on its own thread. */
  void appended(Lease lease, StoredMessage message) {
    if (!used) {
      used = true;
      journal.began(this);
    }
    journal.logged(new Logged.Prepared(lease, message, number), Durability.MEMORY, DONE);
  }

  /** In which it began. */
  long generation() {
    return generation;
  }

  @Override
  public CompletableFuture<Void> kept() {
    return kept;
  }

  @Override
  public CompletableFuture<Void> keep(Lease publisher, int packetId) {
    List<Logged> records = new ArrayList<>(2);
    if (used) {
      records.add(new Logged.Committed(number));
    }
    if (publisher != null) {
      records.add(new Logged.Received(publisher, packetId));
    }
    CompletableFuture<Void> logged =
        records.isEmpty()
            ? DONE
            : journal.logged(new Logged.Together(records), Durability.WAL, DONE);
    logged.whenComplete(
        (done, fault) -> {
          journal.completed(this);
          if (fault == null) {
            kept.complete(null);
          } else {
            kept.completeExceptionally(fault);
          }
        });
    return kept;
  }
}
