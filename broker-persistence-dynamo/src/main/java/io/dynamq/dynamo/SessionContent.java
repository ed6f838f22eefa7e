package io.dynamq.dynamo;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.message.ClientId;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightSnapshot.Outbound;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredSession;
import java.util.concurrent.CompletableFuture;

/** What hangs on a session row: subscriptions and queue follow its fate. */
final class SessionContent {
  private static final StorageException GONE =
      new StorageException(StorageException.Kind.FENCED, "the session has another owner, or none");

  private final Shared shared;
  private final DynamoInflight inflight;

  SessionContent(Shared shared, DynamoInflight inflight) {
    this.shared = shared;
    this.inflight = inflight;
  }

  void claimed(Lease lease, StoredSession previous) {
    inflight.claimed(lease, floor(previous.inflight()));
  }

  void saved(Lease lease, StoredSession session) {
    inflight.saved(lease, floor(session.inflight()), session.connected());
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

  /** The session is another node's: nothing that waits here may be written. */
  void forget(ClientId client) {
    inflight.forget(client);
    dropUnflushed(client);
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
  CompletableFuture<Void> purge(ClientId client) {
    inflight.end(client);
    dropUnflushed(client);
    SubscriptionTable subscriptions = shared.tables().subscriptions();
    return CompletableFuture.allOf(
        delete(subscriptions.spec, subscriptions.hash(client)), inflight.deleteRows(client));
  }

  private CompletableFuture<Void> delete(TableSpec table, String hash) {
    return shared
        .reader()
        .all(table, hash, table.hashName() + ", " + table.rangeName())
        .thenAccept(
            rows ->
                rows.forEach(
                    row ->
                        shared
                            .writeBehind()
                            .delete(
                                new ItemKey(table, hash, row.get(table.rangeName()).s()),
                                Durability.MEMORY)));
  }
}
