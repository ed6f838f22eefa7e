package io.dynamq.dynamo;

import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.dynamo.writebehind.Write;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.message.ClientId;
import io.dynamq.store.Claim;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.Renewal;
import io.dynamq.store.SessionStore;
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredSession;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Session rows; the epoch in them judges who may write. */
final class DynamoSessions implements SessionStore {
  private static final CompletableFuture<Boolean> NO = CompletableFuture.completedFuture(false);
  private static final int ROW_BYTES = 600;
  private static final int EXCHANGE_BYTES = 40;

  private final SessionTable table;
  private final TableReader reader;
  private final WriteBehind writeBehind;
  private final Leases leases;
  private final NodeRegistry nodes;
  private final SessionContent content;
  private final Journal journal;
  private final OpenPublishes publishes;
  private final Moves moves;
  private final SessionClaims claims;

  DynamoSessions(
      Shared shared, NodeRegistry nodes, SessionContent content, SessionClaims claims) {
    this.claims = claims;
    table = shared.tables().sessions();
    reader = shared.reader();
    writeBehind = shared.writeBehind();
    leases = shared.leases();
    journal = shared.journal();
    publishes = shared.publishes();
    moves = shared.moves();
    this.nodes = nodes;
    this.content = content;
  }

  @Override
  public CompletableFuture<Claim> claim(ClientId client) {
    return claims.claim(client);
  }

  @Override
  public CompletableFuture<Claim> claim(Lease held) {
    return claims.claim(held);
  }

  @Override
  public Renewal renew(Lease held, Durability durability) {
    return claims.renew(held, durability);
  }

  @Override
  public CompletableFuture<Boolean> isElsewhere(ClientId client) {
    if (nodes.isAlone() || !writeBehind.health().available()) {
      return NO;
    }
    return reader
        .get(table.spec, List.of(table.key(client).attributes()))
        .thenApply(
            rows -> {
              boolean elsewhere =
                  rows.stream().anyMatch(row -> !table.owner(row).node().equals(nodes.self()));
              if (elsewhere) {
                writeBehind.doubtLeases();
              }
              return elsewhere;
            });
  }

  @Override
  public CompletableFuture<StoredSession> find(ClientId client) {
    if (!writeBehind.health().available()) {
      return CompletableFuture.failedFuture(
          new StorageException(StorageException.Kind.UNAVAILABLE, "the store does not answer"));
    }
    return reader
        .get(table.spec, List.of(table.key(client).attributes()))
        .thenApply(rows -> rows.isEmpty() ? null : table.read(rows.get(0)));
  }

  @Override
  public Lease adopt(StoredSession session) {
    return Lease.adopted(session, nodes.self());
  }

  @Override
  public CompletableFuture<Void> save(Lease lease, StoredSession session, Durability durability) {
    return leases.under(lease, () -> saveOwned(lease, session, durability));
  }

  /** The lease is known to be good for this. */
  CompletableFuture<Void> saveOwned(
      Lease lease, StoredSession session, Durability durability) {
    long incarnation = nodes.life().incarnation();
    int bytes = ROW_BYTES + session.inflight().outbound().size() * EXCHANGE_BYTES;
    PublishMarks marks = publishes.marks(lease.client());
    Write.Update update =
        new Write.Update(
            () -> {
              // If the answer is lost nobody knows what the row says.
              leases.row(lease.client(), null);
              // Only now is known what has come to the queue from another one.
              return table.save(
                  lease, session, leases.rowEpochsForSave(lease), incarnation,
                  new Marks(marks, moves.marks(lease.client())));
            },
            bytes,
            () -> leases.fenced(lease),
            () -> {
              leases.row(lease.client(), session);
              leases.written(lease);
            },
            // Its marks say which messages count; they are never left out.
            () -> marks == null ? need(session) : Write.Need.NOW,
            session);
    CompletableFuture<Void> saved =
        writeBehind.update(Stage.SESSIONS, table.key(lease.client()), update, durability);
    leases.present(lease.client(), session.connected());
    content.saved(lease, session);
    return journal.logged(new Logged.Saved(lease, session), durability, saved);
  }

  /**
   * What an online receiver acknowledges within the hold window leaves nothing to be told: if the row
   * says the same but for how far the client got, and no row of its queue is behind that, a client
   * that comes back finds an empty queue and no exchange either way. And an exchange that is only
   * under way is likely to be over soon.
   */
  private Write.Need need(StoredSession session) {
    StoredSession row = leases.row(session.client());
    if (row == null
        || !session.connected()
        || !row.inflight().isSettled()
        || !session.with(row.inflight()).equals(row)) {
      return Write.Need.NOW;
    }
    if (!session.inflight().isSettled()) {
      return Write.Need.LATER;
    }
    return content.isQueueEmpty(session.client()) ? Write.Need.NONE : Write.Need.NOW;
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
            () -> table.deletion(lease, leases.rowEpochs(lease)),
            ROW_BYTES,
            () -> leases.fenced(lease),
            null);
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
        .flush(table.spec)
        .thenCompose(flushed -> nodes.estate())
        .thenCompose(estate -> scan(estate, receiver))
        .thenRun(content::removeOrphans);
  }

  private void found(StoredSession session, Marks known) {
    publishes.found(session, known.publishes(), journal.isNew());
    moves.found(session, known.moves(), journal.isNew());
    if (!known.isNone() && journal.isNew()) {
      // The next start may find a log, but one that knows nothing of what went with this one's.
      ClientId client = session.client();
      Marks marks = new Marks(publishes.marks(client), moves.marks(client));
      Write.Update update =
          new Write.Update(() -> table.mark(session, marks), EXCHANGE_BYTES, () -> {}, null);
      writeBehind.update(Stage.SESSIONS, table.key(client), update, Durability.MEMORY);
    }
  }

  private CompletableFuture<Void> scan(Estate estate, Consumer<StoredSession> receiver) {
    return reader.scan(
        table.spec,
        row -> {
          content.found(table.client(row));
          boolean isMine = estate.isMine(table.owner(row).node(), table.incarnation(row));
          StoredSession session = isMine ? table.read(row) : null;
          if (session != null) {
            found(session, table.marks(row));
            receiver.accept(session);
          }
        });
  }
}
