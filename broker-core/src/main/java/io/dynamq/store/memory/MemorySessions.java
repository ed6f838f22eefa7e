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
    return CompletableFuture.completedFuture(tables.claim(client, node));
  }

  @Override
  public CompletableFuture<Claim> claim(Lease held) {
    return claim(held.client());
  }

  @Override
  public Renewal renew(Lease held, Durability durability) {
    CompletableFuture<Void> done =
        tables.change(held, client -> client.claimedBy(held.node()));
    return new Renewal(new Lease(held.client(), held.epoch() + 1, held.node()), done, done);
  }

  @Override
  public CompletableFuture<Void> save(Lease lease, StoredSession session, Durability durability) {
    return tables.change(lease, client -> client.saved(session));
  }

  @Override
  public CompletableFuture<Void> delete(Lease lease) {
    return tables.change(lease, client -> null);
  }

  @Override
  public CompletableFuture<Void> forEach(Consumer<StoredSession> receiver) {
    for (MemoryClient client : tables.clients()) {
      boolean isElsewhere = !client.node().equals(node) && tables.isAlive(client.node());
      if (client.session() != null && !isElsewhere) {
        receiver.accept(client.session());
      }
    }
    return CompletableFuture.completedFuture(null);
  }
}
