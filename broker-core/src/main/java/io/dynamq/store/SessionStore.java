package io.dynamq.store;

import io.dynamq.message.ClientId;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Session rows and their ownership. Threading and errors: see {@link Storage}. */
public interface SessionStore {

  /**
   * Takes ownership: one conditional write that raises the epoch and is acknowledged by the store
   * before the future completes. Fails as unavailable; never as fenced.
   */
  CompletableFuture<Claim> claim(ClientId client);

  /**
   * Replaces the session's row by this full state. Fails as fenced if the lease is void.
   *
   * @param durability when the future completes
   */
  CompletableFuture<Void> save(Lease lease, StoredSession session, Durability durability);

  /** Ends the session: row, subscriptions and queue go. Fails as fenced if the lease is void. */
  CompletableFuture<Void> delete(Lease lease);

  /**
   * Reads every stored session that this node may serve, once, at start-up, calling the receiver
   * from one thread at a time. Sessions of a node that is alive elsewhere are left out.
   */
  CompletableFuture<Void> forEach(Consumer<StoredSession> receiver);
}
