package io.dynamq.store;

import io.dynamq.message.ClientId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Queued and in-flight messages of persistent sessions. Threading and errors: {@link Storage}. */
public interface InflightStore {

  /**
   * Appends to the session's queue. The position's epoch is the lease's and its sequence is above
   * every earlier one of this session. Fails as throttled when the bound of unflushed state is
   * reached, as fenced when the lease is void. Other than elsewhere, a lease is not void here if
   * every claim since was this process's own: while it claims, what comes sorts before the rest.
   */
  CompletableFuture<Void> append(Lease lease, StoredMessage message, Durability durability);

  /**
   * The same as part of a bundle of this storage: completes when the durability holds but for the
   * log's part in it, which is the bundle's.
   */
  default CompletableFuture<Void> append(
      Lease lease, StoredMessage message, Durability durability, Bundle bundle) {
    return append(lease, message, durability);
  }

  /**
   * Appends a message that leaves another queue with this: after the process's death it is in one of
   * the two, as far as this storage keeps a log. It stays there until the caller, when the
   * durability holds, {@link #withdraw withdraws} it.
   */
  default CompletableFuture<Void> move(
      Origin from, Lease lease, StoredMessage message, Durability durability) {
    return append(lease, message, durability);
  }

  /** Forgets a message that was acknowledged, expired or dropped. Unknown positions are ignored. */
  void remove(Lease lease, Position position);

  /** The same for many, oldest first, in a few requests. */
  default void removeAll(Lease lease, List<Position> positions) {
    positions.forEach(position -> remove(lease, position));
  }

  /** The same for one whose end the session's row does not tell of: it was moved, or purged. */
  default void withdraw(Lease lease, Position position) {
    remove(lease, position);
  }

  /**
   * The next messages behind a position, oldest first; removed ones are left out. Ends early at
   * either bound, but yields at least one message if there is any.
   *
   * @return empty only if nothing is stored behind the position
   */
  CompletableFuture<List<StoredMessage>> read(
      ClientId client, Position after, int maxMessages, int maxBytes);

  /** How much is queued, for limits and administration. */
  CompletableFuture<Backlog> measure(ClientId client);

  /** Messages, and bytes of payload, topic and properties ({@code Message.size}). */
  record Backlog(long messages, long bytes) {
    public static final Backlog EMPTY = new Backlog(0, 0);

    public Backlog plus(Backlog more) {
      return new Backlog(messages + more.messages, bytes + more.bytes);
    }

    public Backlog minus(Backlog less) {
      return new Backlog(messages - less.messages, bytes - less.bytes);
    }
  }
}
