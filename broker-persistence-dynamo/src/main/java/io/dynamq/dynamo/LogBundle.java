package io.dynamq.dynamo;

import io.dynamq.message.Message;
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

  /** Null if the promise is the log's. */
  private final OpenPublishes publishes;

  private final Message message;
  private final CompletableFuture<Void> kept = new CompletableFuture<>();
  private final long number;
  private final long generation;
  private volatile boolean used;

  /**
   * @param number unlike that of any other bundle that the log may hold
   * @param publishes told of it if its promise is the store's, else null
   */
  LogBundle(Journal journal, long number, Message message, OpenPublishes publishes) {
    this.journal = journal;
    this.number = number;
    this.message = message;
    this.publishes = publishes;
    generation = journal.generation();
    if (publishes != null) {
      publishes.began(message, kept);
    }
  }

  /** Whether queues have to tell that it is part of one. */
  boolean isStored() {
    return publishes != null;
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
    List<Logged> records = used || publisher != null ? new ArrayList<>(2) : List.of();
    if (used) {
      records.add(new Logged.Committed(number));
    }
    if (publisher != null) {
      records.add(
          packetId == WILL
              ? new Logged.Willed(publisher)
              : new Logged.Received(publisher, packetId));
    }
    CompletableFuture<Void> logged =
        records.isEmpty()
            ? DONE
            : journal.logged(new Logged.Together(records), Durability.WAL, DONE);
    if (publishes != null) {
      // The caller saves the publisher's session next.
      publishes.remembered(message);
    }
    if (logged == DONE && publishes == null) {
      // Nothing was stored: the case of publishers and receivers whose sessions are not kept.
      journal.completed(this);
      kept.complete(null);
      return DONE;
    }
    return logged.whenComplete(
        (done, fault) -> {
          journal.completed(this);
          if (fault != null) {
            kept.completeExceptionally(fault);
          } else if (publishes == null) {
            kept.complete(null);
          }
        });
  }

  @Override
  public void settled() {
    if (publishes != null) {
      publishes.settled(message);
      kept.complete(null);
    }
  }
}
