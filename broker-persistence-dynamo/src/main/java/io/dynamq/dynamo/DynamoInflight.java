package io.dynamq.dynamo;

import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Leased;
import io.dynamq.dynamo.writebehind.Write;
import io.dynamq.message.ClientId;
import io.dynamq.message.Qos;
import io.dynamq.store.Bundle;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightStore;
import io.dynamq.store.Lease;
import io.dynamq.store.Origin;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The queues of all sessions that this process serves. */
final class DynamoInflight implements InflightStore {
  private static final Logger LOG = LoggerFactory.getLogger(DynamoInflight.class);

  private final Shared shared;
  private final QueueTable table;
  private final Bodies bodies;
  private final Removals removals;
  private final QueueJudge judge;
  private final Map<ClientId, ClientQueue> queues = new ConcurrentHashMap<>();

  DynamoInflight(Shared shared, Bodies bodies) {
    this.shared = shared;
    this.bodies = bodies;
    table = shared.tables().queues();
    removals = new Removals(shared);
    judge = new QueueJudge(shared.publishes(), shared.moves());
  }

  @Override
  public CompletableFuture<Void> append(
      Lease lease, StoredMessage message, Durability durability) {
    CompletableFuture<Void> refusal = shared.journal().refusal(durability);
    return refusal != null
        ? refusal
        : shared.leases().underAny(lease, () -> appendOwned(lease, message, durability));
  }

  @Override
  public CompletableFuture<Void> append(
      Lease lease, StoredMessage message, Durability durability, Bundle bundle) {
    CompletableFuture<Void> refusal = shared.journal().refusal(Durability.WAL);
    if (refusal != null) {
      return refusal;
    }
    return shared
        .leases()
        .underAny(
            lease,
            () -> {
              LogBundle part = (LogBundle) bundle;
              CompletableFuture<Void> accepted =
                  queue(lease.client())
                      .append(
                          shared.writeBehind().under(lease),
                          message,
                          durability,
                          part.isStored() ? Witness.PUBLISHER : Witness.NONE);
              if (!accepted.isCompletedExceptionally()) {
                part.appended(lease, message);
              }
              return accepted;
            });
  }

  @Override
  public CompletableFuture<Void> move(
      Origin from, Lease lease, StoredMessage message, Durability durability) {
    CompletableFuture<Void> refusal = shared.journal().refusal(durability);
    return refusal != null
        ? refusal
        : shared
            .leases()
            .under(
                lease,
                () -> {
                  CompletableFuture<Void> accepted = take(from, lease, message, durability);
                  return shared.journal().moved(from, lease, message, durability, accepted);
                });
  }

  private CompletableFuture<Void> take(
      Origin from, Lease lease, StoredMessage message, Durability durability) {
    if (durability != Durability.STORE || message.qos() != Qos.EXACTLY_ONCE) {
      return accept(lease, message, durability);
    }
    CompletableFuture<Void> accepted =
        queue(lease.client())
            .append(
                shared.writeBehind().under(lease), message, durability, Witness.RECEIVER);
    shared
        .moves()
        .began(
            new Place(from.lease().client(), from.position()),
            new Place(lease.client(), message.position()),
            accepted);
    return accepted;
  }

  private CompletableFuture<Void> accept(
      Lease lease, StoredMessage message, Durability durability) {
    return queue(lease.client()).append(shared.writeBehind().under(lease), message, durability);
  }

  private CompletableFuture<Void> appendOwned(
      Lease lease, StoredMessage message, Durability durability) {
    CompletableFuture<Void> accepted = accept(lease, message, durability);
    return shared.journal().appended(lease, message, durability, accepted);
  }

  /**
   * Appends what the log has, under a lease that need not be the newest, as long as there is room.
   *
   * @return how many of them
   */
  int replayed(Lease lease, List<StoredMessage> messages) {
    return queue(lease.client()).replayed(shared.writeBehind().under(lease), messages);
  }

  /** Appends one, or fails because there is no room. */
  CompletableFuture<Void> replayed(Lease lease, StoredMessage message) {
    CompletableFuture<Void> accepted = appendOwned(lease, message, Durability.MEMORY);
    queue(lease.client()).endRun();
    return accepted;
  }

  @Override
  public void remove(Lease lease, Position position) {
    lenient(shared.leases().under(lease, () -> removeOwned(lease, position)));
  }

  @Override
  public void removeAll(Lease lease, List<Position> positions) {
    lenient(
        shared.leases().under(lease, () -> removeOwned(lease, new TreeSet<>(positions))));
  }

  @Override
  public void withdraw(Lease lease, Position position) {
    lenient(
        shared
            .leases()
            .under(
                lease,
                () -> {
                  CompletableFuture<Void> removed = removeOwned(lease, position);
                  shared.journal().withdrawn(new Origin(lease, position), removed);
                  return removed;
                }));
  }

  private static void lenient(CompletableFuture<Void> removal) {
    removal.exceptionally(
        refused -> {
          LOG.debug("a removal has no effect for now: {}", refused.getMessage());
          return null;
        });
  }

  /** The lease is known to be good for this. */
  CompletableFuture<Void> removeOwned(Lease lease, Position position) {
    ClientQueue queue = queue(lease.client());
    Leased store = shared.writeBehind().under(lease);
    return removals.one(queue, lease.client(), store, position);
  }

  /** The same for many of one client, in a few requests. */
  CompletableFuture<Void> removeOwned(Lease lease, NavigableSet<Position> positions) {
    Leased store = shared.writeBehind().under(lease);
    return removals.many(queue(lease.client()), lease.client(), store, positions);
  }

  @Override
  public CompletableFuture<List<StoredMessage>> read(
      ClientId client, Position after, int maxMessages, int maxBytes) {
    ClientQueue queue = queue(client);
    QueueReader read =
        new QueueReader(
            table,
            shared.reader(),
            queue,
            client,
            deleted(client),
            new QueueReader.Bounds(after, maxMessages, maxBytes));
    return read.read()
        .whenComplete((slots, error) -> shared.leases().settled(client))
        .thenCompose(
            slots ->
                complete(client, slots)
                    .thenCompose(judge::kept)
                    .thenCompose(
                        messages ->
                            messages.isEmpty() && !slots.isEmpty()
                                ? read(client, last(slots), maxMessages, maxBytes)
                                : CompletableFuture.completedFuture(messages)));
  }

  private static Position last(List<Slot> slots) {
    return slots.get(slots.size() - 1).position;
  }

  private Set<ItemKey> deleted(ClientId client) {
    Set<ItemKey> keys = new HashSet<>();
    shared
        .writeBehind()
        .peek(table.spec, table.hash(client))
        .forEach(
            (key, write) -> {
              if (write instanceof Write.Delete) {
                keys.add(key);
              }
            });
    return keys;
  }

  private CompletableFuture<List<StoredMessage>> complete(
      ClientId client, List<Slot> slots) {
    List<CompletableFuture<StoredMessage>> loads = new ArrayList<>(slots.size());
    for (Slot slot : slots) {
      loads.add(
          slot.body == null
              ? CompletableFuture.completedFuture(judge.judged(client, slot))
              : bodies
                  .load(slot.body.name(), slot.body.bytes())
                  .thenApply(payload -> withPayload(judge.judged(client, slot), payload)));
    }
    return CompletableFuture.allOf(loads.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                loads.stream().map(CompletableFuture::join).filter(m -> m != null).toList());
  }

  private static StoredMessage withPayload(StoredMessage message, byte[] payload) {
    if (payload == null) {
      LOG.error("the payload of message {} is gone, it is left out", message.message().id());
      return null;
    }
    return new StoredMessage(
        message.position(),
        new MessageCodec.Decoded(message.message(), payload.length).withPayload(payload),
        message.qos(),
        message.retain(),
        message.subscriptionIdentifiers(),
        message.sharedGroup(),
        message.isVoid());
  }

  @Override
  public CompletableFuture<Backlog> measure(ClientId client) {
    ClientQueue queue = queues.get(client);
    Map<ItemKey, Backlog> known = queue == null ? Map.of() : queue.backlog();
    Set<ItemKey> deleted = deleted(client);
    return shared
        .reader()
        .all(table.spec, table.hash(client), QueueTable.COUNTS)
        .thenApply(rows -> table.backlog(rows, known, deleted));
  }

  private ClientQueue queue(ClientId client) {
    ClientQueue known = queues.get(client);
    if (known != null) {
      return known;
    }
    // Asked first: the leases' lock comes before the queues', as in release.
    boolean present = shared.leases().isPresent(client);
    return queues.computeIfAbsent(
        client, id -> new ClientQueue(id, shared, bodies, present));
  }

  /** Whether nothing is known to wait, to be on its way to the store, or to be deleted there. */
  boolean isEmpty(ClientId client) {
    ClientQueue queue = queues.get(client);
    return (queue == null || queue.isEmpty())
        && shared.writeBehind().isClean(table.spec, table.hash(client));
  }

  /** Queues in memory. */
  long count() {
    return queues.size();
  }

  /** Lets go of what the store has of an absent client's queue; false if something is left. */
  boolean release(ClientId client) {
    return queues.computeIfPresent(client, (id, queue) -> queue.release() ? null : queue) == null;
  }

  /** A new owner: rows that lie wholly behind the floor of the last one are garbage. */
  void claimed(Lease lease, Position floor) {
    queues.computeIfPresent(
        lease.client(),
        (id, queue) -> {
          queue.present(true);
          return queue;
        });
    if (floor.equals(Position.START)) {
      return;
    }
    shared
        .reader()
        .page(table.keysThrough(lease.client(), floor))
        .thenAccept(
            page -> {
              // Of the rows that start at or before the floor, the last may reach beyond it.
              for (int i = 0; i < page.rows().size() - 1; i++) {
                shared
                    .writeBehind()
                    .under(lease)
                    .delete(table.key(page.rows().get(i)), Durability.MEMORY);
              }
            })
        .exceptionally(
            error -> {
              LOG.debug("a queue is swept at the next claim: {}", error.getMessage());
              return null;
            });
  }

  /** The session's row was saved: this much is acknowledged, and the client is there or not. */
  void saved(Lease lease, Position floor, boolean connected) {
    ClientQueue queue = queues.get(lease.client());
    if (queue == null) {
      return;
    }
    Leased store = shared.writeBehind().under(lease);
    queue.floor(store, floor);
    queue.present(connected);
  }

  /** No connection of this process serves the client. */
  void absent(ClientId client) {
    queues.computeIfPresent(
        client,
        (id, queue) -> {
          queue.present(false);
          return queue;
        });
  }

  /** Completes when it is known where everything was that was removed. */
  CompletableFuture<Void> removed() {
    return removals.settled();
  }

  /** Before the last flush: what was removed must not come back with the next owner. */
  void saveRemovals() {
    queues.values().forEach(ClientQueue::saveRemovals);
  }

  /** Lets go of a queue that is another node's. */
  void forget(ClientId client) {
    ClientQueue queue = queues.remove(client);
    if (queue != null) {
      queue.forget();
    }
  }

  /** Lets go of a queue whose session has ended. */
  void end(ClientId client) {
    ClientQueue queue = queues.remove(client);
    if (queue != null) {
      queue.end();
    }
  }

  /** Deletes the rows of an ended session's queue, and payloads that only they needed. */
  CompletableFuture<Void> deleteRows(ClientId client, long lastEpoch) {
    return shared
        .reader()
        .all(table.throughEpoch(client, lastEpoch))
        .thenAccept(rows -> rows.forEach(this::deleteRow));
  }

  private void deleteRow(Map<String, AttributeValue> row) {
    shared.writeBehind().delete(table.key(row), Durability.MEMORY);
    for (Slot slot : table.read(row)) {
      if (!slot.removed && slot.body != null) {
        bodies.release(slot.id(), slot.body);
      }
    }
  }
}
