package io.dynamq.store.memory;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.store.Claim;
import io.dynamq.store.Lease;
import io.dynamq.store.Neighbours;
import io.dynamq.store.StorageException;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** The tables that all views share. Changes of one client are atomic and serial. */
final class MemoryTables {
  private final ConcurrentMap<ClientId, MemoryClient> clients = new ConcurrentHashMap<>();
  private final ConcurrentMap<TopicName, Message> retained = new ConcurrentHashMap<>();
  private final ConcurrentMap<MessageId, MemoryDelayed.Owned> delayed = new ConcurrentHashMap<>();
  private final MemoryLedger ledger = new MemoryLedger();
  private final MemoryHistory history = new MemoryHistory();
  private final MemoryNodes nodes = new MemoryNodes();

  /**
   * The highest epoch of any deleted client. New clients start above it, so a lease from before a
   * delete stays void when the same id comes back, and nothing need be kept for the deleted.
   */
  private final AtomicLong deletedEpoch = new AtomicLong();

  MemoryHistory history() {
    return history;
  }

  MemoryNodes nodes() {
    return nodes;
  }

  ConcurrentMap<TopicName, Message> retained() {
    return retained;
  }

  ConcurrentMap<MessageId, MemoryDelayed.Owned> delayed() {
    return delayed;
  }

  MemoryLedger ledger() {
    return ledger;
  }

  Collection<MemoryClient> clients() {
    return clients.values();
  }

  ConcurrentMap<ClientId, MemoryClient> byId() {
    return clients;
  }

  /** Null if nothing is stored. */
  MemoryClient client(ClientId id) {
    return clients.get(id);
  }

  /**
   * @param found what becomes of the client before it is claimed
   */
  Claim claim(ClientId id, String node, UnaryOperator<MemoryClient> found) {
    MemoryClient[] before = new MemoryClient[1];
    MemoryClient after =
        clients.compute(
            id,
            (key, client) -> {
              before[0] = client;
              return client == null
                  ? MemoryClient.claimedFirst(deletedEpoch.get() + 1, node)
                  : found.apply(client).claimedBy(node);
            });
    if (before[0] != null && !before[0].node().equals(node)) {
      nodes.moved(before[0].node(), id, after.epoch() - 1);
    }
    Lease lease = new Lease(id, after.epoch(), node);
    return new Claim(lease, before[0] == null ? null : before[0].session());
  }

  /**
   * Changes what is stored for the lease's client, if the lease still holds.
   *
   * @param change to the new state; null deletes
   */
  CompletableFuture<Void> change(Lease lease, UnaryOperator<MemoryClient> change) {
    return change(lease, change, MemoryClient::honours);
  }

  /** The same for appending to the queue. */
  CompletableFuture<Void> append(Lease lease, UnaryOperator<MemoryClient> change) {
    return change(lease, change, MemoryClient::appends);
  }

  private CompletableFuture<Void> change(
      Lease lease,
      UnaryOperator<MemoryClient> change,
      BiPredicate<MemoryClient, Lease> allowed) {
    try {
      clients.compute(
          lease.client(),
          (id, client) -> {
            if (client == null || !allowed.test(client, lease)) {
              throw new StorageException(
                  StorageException.Kind.FENCED,
                  "epoch " + lease.epoch() + " of " + lease.client() + " is void");
            }
            return changed(client.raisedTo(lease), change);
          });
      return CompletableFuture.completedFuture(null);
    } catch (StorageException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** A node is dead: what it left is another's. */
  void inherit(String dead, String heir, Neighbours broker) {
    List<CompletableFuture<Void>> taken = new ArrayList<>();
    for (MemoryClient client : clients.values()) {
      if (client.node().equals(dead) && client.session() != null) {
        taken.add(
            broker.inherited(
                client.session(), List.copyOf(client.subscriptions().values())));
        change(Lease.adopted(client.session(), heir), adopted -> adopted);
      }
    }
    delayed.forEach(
        (id, owned) -> {
          if (owned.node().equals(dead)
              && delayed.replace(id, owned, new MemoryDelayed.Owned(heir, owned.message()))) {
            broker.inherited(owned.message());
          }
        });
    CompletableFuture.allOf(taken.toArray(CompletableFuture[]::new))
        .thenRun(() -> broker.died(dead));
  }

  private MemoryClient changed(MemoryClient client, UnaryOperator<MemoryClient> change) {
    MemoryClient after = change.apply(client);
    if (after == null) {
      deletedEpoch.accumulateAndGet(client.epoch(), Math::max);
    }
    return after;
  }
}
