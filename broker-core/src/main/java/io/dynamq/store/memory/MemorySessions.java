package io.dynamq.store.memory;

import io.dynamq.message.ClientId;
import io.dynamq.store.Claim;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.Renewal;
import io.dynamq.store.SessionStore;
import io.dynamq.store.StoredSession;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Sessions in memory. */
record MemorySessions(MemoryTables tables, String node) implements SessionStore {

  @Override
  public CompletableFuture<Claim> claim(ClientId client) {
    return CompletableFuture.completedFuture(tables.claim(client, node, found -> found));
  }

  @Override
  public CompletableFuture<Claim> claim(Lease held) {
    return CompletableFuture.completedFuture(
        tables.claim(held.client(), node, client -> client.raisedTo(held)));
  }

  @Override
  public Renewal renew(Lease held, Durability durability) {
    CompletableFuture<Void> done =
        tables.change(held, client -> client.claimedBy(held.node()));
    return new Renewal(new Lease(held.client(), held.epoch() + 1, held.node()), done, done);
  }

  @Override
  public CompletableFuture<Boolean> isElsewhere(ClientId client) {
    MemoryClient found = tables.client(client);
    return CompletableFuture.completedFuture(found != null && !found.node().equals(node));
  }

  @Override
  public CompletableFuture<StoredSession> find(ClientId client) {
    MemoryClient found = tables.client(client);
    return CompletableFuture.completedFuture(found == null ? null : found.session());
  }

  @Override
  public Lease adopt(StoredSession session) {
    return Lease.adopted(session, node);
  }

  @Override
  public CompletableFuture<Void> save(Lease lease, StoredSession session, Durability durability) {
    return tables.change(lease, client -> client.saved(session.ownedBy(lease.node(), lease.epoch())));
  }

  @Override
  public CompletableFuture<Void> delete(Lease lease) {
    return tables.change(lease, client -> null);
  }

  @Override
  public CompletableFuture<Void> forEach(Consumer<StoredSession> receiver) {
    for (MemoryClient client : tables.clients()) {
      boolean isElsewhere = !client.node().equals(node) && tables.nodes().isAlive(client.node());
      if (client.session() != null && !isElsewhere) {
        receiver.accept(client.session());
      }
    }
    return CompletableFuture.completedFuture(null);
  }
}
