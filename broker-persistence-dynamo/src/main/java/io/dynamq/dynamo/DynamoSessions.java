package io.dynamq.dynamo;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.dynamo.writebehind.Write;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.message.ClientId;
import io.dynamq.store.Claim;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.SessionStore;
import io.dynamq.store.StoredSession;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Session rows; the epoch in them judges who may write. */
final class DynamoSessions implements SessionStore {
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);
  private static final int ROW_BYTES = 600;
  private static final int EXCHANGE_BYTES = 40;

  private final SessionTable table;
  private final DynamoPool pool;
  private final TableReader reader;
  private final WriteBehind writeBehind;
  private final Leases leases;
  private final NodeRegistry nodes;
  private final SessionContent content;
  private final Journal journal;

  DynamoSessions(Shared shared, NodeRegistry nodes, SessionContent content) {
    table = shared.tables().sessions();
    pool = shared.pool();
    reader = shared.reader();
    writeBehind = shared.writeBehind();
    leases = shared.leases();
    journal = shared.journal();
    this.nodes = nodes;
    this.content = content;
  }

  /** An unflushed row would fail the condition of its old epoch, so it goes first. */
  @Override
  public CompletableFuture<Claim> claim(ClientId client) {
    return writeBehind.flush(table.key(client)).thenCompose(flushed -> claimFlushed(client));
  }

  private CompletableFuture<Claim> claimFlushed(ClientId client) {
    long base = leases.base();
    leases.claiming(client);
    return pool.request(
            "claiming a session", c -> c.updateItem(table.claim(client, nodes.self(), base)))
        .thenApply(answer -> claimed(client, base, answer.attributes()));
  }

  private Claim claimed(ClientId client, long base, Map<String, AttributeValue> before) {
    SessionTable.Owner owner = before.isEmpty() ? null : table.owner(before);
    long epoch = (owner == null ? base : owner.epoch()) + 1;
    Lease lease = new Lease(client, epoch, nodes.self());
    boolean unbroken = leases.claimed(lease, owner);
    if (!unbroken) {
      content.lost(client);
    }
    journal.logged(new Logged.Claimed(lease, unbroken), Durability.MEMORY, DONE);
    StoredSession previous = before.isEmpty() ? null : table.read(before);
    content.claimed(lease, previous);
    return new Claim(lease, previous);
  }

  @Override
  public CompletableFuture<Void> save(Lease lease, StoredSession session, Durability durability) {
    return leases.under(lease, () -> saveOwned(lease, session, durability));
  }

  /** The lease is known to be good for this. */
  CompletableFuture<Void> saveOwned(
      Lease lease, StoredSession session, Durability durability) {
    int bytes = ROW_BYTES + session.inflight().outbound().size() * EXCHANGE_BYTES;
    Write.Update update =
        new Write.Update(
            () -> table.save(lease, session),
            bytes,
            () -> leases.fenced(lease),
            () -> leases.settled(lease),
            session);
    CompletableFuture<Void> saved =
        writeBehind.update(Stage.SESSIONS, table.key(lease.client()), update, durability);
    leases.present(lease.client(), session.connected());
    content.saved(lease, session);
    return journal.logged(new Logged.Saved(lease, session), durability, saved);
  }

  @Override
  public CompletableFuture<Void> delete(Lease lease) {
    return leases.under(lease, () -> deleteOwned(lease));
  }

  /** The lease is known to be good for this. */
  CompletableFuture<Void> deleteOwned(Lease lease) {
    ItemKey key = table.key(lease.client());
    Write.Update deletion =
        new Write.Update(
            () -> table.deletion(lease), ROW_BYTES, () -> leases.fenced(lease), null);
    CompletableFuture<Void> accepted =
        writeBehind.update(Stage.DELETES, key, deletion, Durability.STORE);
    return journal
        .logged(new Logged.Deleted(lease), Durability.STORE, accepted)
        .thenCompose(
            deleted -> {
              leases.deleted(lease);
              return content.ended(lease);
            });
  }

  @Override
  public CompletableFuture<Void> forEach(Consumer<StoredSession> receiver) {
    return writeBehind
        .flush()
        .thenCompose(flushed -> nodes.liveElsewhere())
        .thenCompose(elsewhere -> scan(elsewhere, receiver))
        .thenRun(content::removeOrphans);
  }

  private CompletableFuture<Void> scan(Set<String> elsewhere, Consumer<StoredSession> receiver) {
    return reader.scan(
            table.spec,
            row -> {
              content.found(table.client(row));
              StoredSession session =
                  elsewhere.contains(table.owner(row).node()) ? null : table.read(row);
              if (session != null) {
                receiver.accept(session);
              }
            });
  }
}
