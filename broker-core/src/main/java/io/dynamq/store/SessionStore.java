package io.dynamq.store;

import io.dynamq.message.ClientId;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Session rows and their ownership. Threading and errors: see {@link Storage}. */
public interface SessionStore {

  /**
   * Takes ownership: one conditional write that raises the epoch and is acknowledged by the store
   * before the future completes. Fails, as unavailable or throttled and never as fenced, if the store
   * does not answer within a bound of its own.
   */
  CompletableFuture<Claim> claim(ClientId client);

  /**
   * The same for a session that is this node's as far as it knows. Whatever becomes of the request
   * after it has failed here, it takes the session from nobody else.
   */
  CompletableFuture<Claim> claim(Lease held);

  /**
   * Takes ownership anew of a session that is this node's as far as it knows, without the store:
   * the row follows. A failed {@link #claim(Lease)} may have come before it.
   *
   * @param held this node's own
   * @param durability when {@link Renewal#kept} completes
   */
  Renewal renew(Lease held, Durability durability);

  /**
   * Whether another node has a session of this client id. Costs nothing while there is no other
   * node.
   */
  default CompletableFuture<Boolean> isElsewhere(ClientId client) {
    return CompletableFuture.completedFuture(false);
  }

  /**
   * Looks at a session without taking it; null if there is none. What this node has not written yet
   * may be missing.
   */
  CompletableFuture<StoredSession> find(ClientId client);

  /**
   * The right to go on with a session that {@link #forEach} has found. Nothing is written for it:
   * the first write under this lease raises the epoch, unless somebody else did, and then it is void.
   */
  Lease adopt(StoredSession session);

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
