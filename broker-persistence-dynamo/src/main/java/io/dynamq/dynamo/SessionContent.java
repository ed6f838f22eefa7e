package io.dynamq.dynamo;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.message.ClientId;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightSnapshot.Outbound;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredSession;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What hangs on a session row: subscriptions and queue follow its fate. */
final class SessionContent implements Leases.Content {
  private static final Logger LOG = LoggerFactory.getLogger(SessionContent.class);
  private static final StorageException GONE =
      new StorageException(StorageException.Kind.FENCED, "the session has another owner, or none");

  private final Shared shared;
  private final DynamoInflight inflight;
  private final Orphans orphans;

  SessionContent(Shared shared, DynamoInflight inflight, Orphans orphans) {
    this.shared = shared;
    this.inflight = inflight;
    this.orphans = orphans;
  }

  /**
   * A new owner.
   *
   * @param previous null if there was no session
   */
  void claimed(Lease lease, StoredSession previous) {
    inflight.claimed(lease, previous == null ? Position.START : floor(previous.inflight()));
  }

  /** The same owner, whose client is back. */
  void renewed(Lease lease) {
    inflight.claimed(lease, Position.START);
  }

  void saved(Lease lease, StoredSession session) {
    inflight.saved(lease, floor(session.inflight()), session.connected());
  }

  /** Whether no message of the client's is in the store, or on its way there or out of it. */
  boolean isQueueEmpty(ClientId client) {
    return inflight.isEmpty(client);
  }

  /** Everything at or before this is acknowledged. */
  private static Position floor(InflightSnapshot snapshot) {
    Position floor = snapshot.sentThrough();
    for (Outbound outbound : snapshot.outbound()) {
      Position before =
          new Position(outbound.position().epoch(), outbound.position().sequence() - 1);
      floor = before.compareTo(floor) < 0 ? before : floor;
    }
    return floor;
  }

  /** The session is, or was, another node's: nothing that waits here may be written. */
  @Override
  public void lost(ClientId client) {
    inflight.forget(client);
    shared.moves().ended(client);
    dropUnflushed(client);
  }

  @Override
  public boolean release(ClientId client) {
    SubscriptionTable subscriptions = shared.tables().subscriptions();
    QueueTable queues = shared.tables().queues();
    // What is not told yet is judged by what is known of all leases since it was accepted.
    return !shared.writeBehind().isAwaited(client)
        && shared.writeBehind().isClean(shared.tables().sessions().key(client))
        && shared.writeBehind().isClean(subscriptions.spec, subscriptions.hash(client))
        && shared.writeBehind().isClean(queues.spec, queues.hash(client))
        && inflight.release(client);
  }

  private void dropUnflushed(ClientId client) {
    drop(shared.tables().subscriptions().spec, shared.tables().subscriptions().hash(client));
    drop(shared.tables().queues().spec, shared.tables().queues().hash(client));
  }

  private void drop(TableSpec table, String hash) {
    shared.writeBehind().peek(table, hash).keySet()
        .forEach(key -> shared.writeBehind().drop(key, GONE));
  }

  /** The session has ended: its rows go, flushed or not. */
  CompletableFuture<Void> ended(Lease lease) {
    inflight.end(lease.client());
    shared.publishes().ended(lease.client());
    shared.moves().ended(lease.client());
    dropUnflushed(lease.client());
    return remove(lease.client(), lease.epoch());
  }

  /** The next session of this client id may have begun, so only rows of old epochs are removed. */
  private CompletableFuture<Void> remove(ClientId client, long lastEpoch) {
    SubscriptionTable table = shared.tables().subscriptions();
    CompletableFuture<Void> subscriptions =
        shared
            .reader()
            .all(table.keys(client))
            .thenCompose(rows -> removeNext(rows.iterator(), lastEpoch));
    return CompletableFuture.allOf(subscriptions, inflight.deleteRows(client, lastEpoch));
  }

  /** Conditions need a request each; one after another leaves connections to others. */
  private CompletableFuture<Void> removeNext(
      Iterator<Map<String, AttributeValue>> rows, long lastEpoch) {
    if (!rows.hasNext()) {
      return CompletableFuture.completedFuture(null);
    }
    SubscriptionTable table = shared.tables().subscriptions();
    ItemKey key = table.key(rows.next());
    return shared
        .pool()
        .request("deleting " + key, c -> c.deleteItem(table.deletion(key, lastEpoch)))
        .handle((answer, error) -> error)
        .thenCompose(
            error ->
                error == null || StorageException.isFenced(error)
                    ? removeNext(rows, lastEpoch)
                    : CompletableFuture.failedFuture(error));
  }

  /** Start-up has found the session of this client. */
  void found(ClientId client) {
    orphans.session(client);
  }

  /** Start-up has found all sessions. */
  void removeOrphans() {
    Map<ClientId, Long> left = orphans.take();
    if (!left.isEmpty()) {
      LOG.warn("removing what is left of {} ended sessions", left.size());
      removeOrphans(List.copyOf(left.entrySet()).iterator());
    }
  }

  private void removeOrphans(Iterator<Map.Entry<ClientId, Long>> left) {
    if (left.hasNext()) {
      Map.Entry<ClientId, Long> orphan = left.next();
      remove(orphan.getKey(), orphan.getValue())
          .thenRun(() -> removeOrphans(left))
          .exceptionally(
              error -> {
                LOG.warn("the rest is left to the next start: {}", error.getMessage());
                return null;
              });
    }
  }
}
