package io.dynamq.dynamo;

import io.dynamq.dynamo.Held.Tenure;
import io.dynamq.dynamo.wal.Wal;
import io.dynamq.message.ClientId;
import io.dynamq.message.MessageId;
import io.dynamq.observe.Metric;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Brings what an earlier process left in the write-ahead log into the dirty map, before anything is
 * read from the store. The log is read twice: first for what the last records of each session say,
 * then, with that and the session rows of the store in mind, for what is still wanted.
 *
 * <p>Repeating it is harmless: what the store has already is not brought back.
 */
final class Replay {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
  private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);
  private static final Duration FLUSH_PATIENCE = Duration.ofMinutes(1);

  private final Shared shared;
  private final DynamoSessions sessions;
  private final DynamoSubscriptions subscriptions;
  private final DynamoInflight inflight;
  private final DynamoRetained retained;
  private final DynamoDelayed delayed;
  private final DynamoLedger ledger;
  private final LoggedQueues queues = new LoggedQueues(this::append);

  /** Parts of bundles that nothing has completed: they go from the store too. */
  private final Map<Long, List<Logged.Removed>> incomplete = new HashMap<>();

  private final StoredPlaces places;
  private final Set<MessageId> undelayed = new HashSet<>();
  private final Map<ClientId, LoggedSession> found = new HashMap<>();
  private long applied;
  private long voided;

  Replay(Shared shared, Stores stores) {
    this.shared = shared;
    sessions = stores.sessions;
    subscriptions = stores.subscriptions;
    inflight = stores.inflight;
    retained = stores.retained;
    delayed = stores.delayed;
    ledger = stores.ledger;
    places = new StoredPlaces(shared.tables().queues(), shared.reader());
  }

  /** What is replayed into. */
  record Stores(
      DynamoSessions sessions,
      DynamoSubscriptions subscriptions,
      DynamoInflight inflight,
      DynamoRetained retained,
      DynamoDelayed delayed,
      DynamoLedger ledger) {}

  /** Blocks; fails if the log or the store cannot be read, and then nothing of the log is lost. */
  void run(Wal wal) {
    wal.read(group -> LogDecoder.read(group).forEach(this::survey));
    incomplete
        .values()
        .forEach(parts -> parts.forEach(part -> found.get(part.lease.client()).note(part)));
    readOwners();
    // Before anything is appended: new rows would hide those that hold what is to be removed.
    found.values().forEach(this::remove);
    await(places.load());
    wal.read(group -> LogDecoder.read(group).forEach(this::replay));
    queues.end();
    found.forEach(this::finish);
    shared.meters().count(Metric.WAL_REPLAYED, applied);
    shared.meters().count(Metric.WAL_VOID, voided);
    if (applied + voided > 0) {
      LOG.info("write-ahead log: {} records replayed, {} void", applied, voided);
    }
  }

  private void survey(Logged record) {
    if (record instanceof Logged.Owned owned) {
      found.computeIfAbsent(owned.lease.client(), id -> new LoggedSession()).note(owned);
    }
    if (record instanceof Logged.Appended appended) {
      places.note(appended.lease.client(), appended.message.position());
    }
    if (record instanceof Logged.Prepared part) {
      places.note(part.lease.client(), part.message.position());
      incomplete
          .computeIfAbsent(part.bundle, none -> new ArrayList<>(1))
          .add(new Logged.Removed(part.lease, part.message.position(), null));
    } else if (record instanceof Logged.Committed bundle) {
      incomplete.remove(bundle.bundle);
    } else if (record instanceof Logged.Deleted end) {
      shared.leases().ended(end.lease);
    } else if (record instanceof Logged.Undelayed gone) {
      undelayed.add(gone.id);
    }
  }

  private void readOwners() {
    SessionTable table = shared.tables().sessions();
    List<Map<String, AttributeValue>> keys = new ArrayList<>(found.size());
    found.keySet().forEach(client -> keys.add(table.key(client).attributes()));
    if (!keys.isEmpty()) {
      await(shared.reader().get(table.spec, keys)).forEach(row -> found(table, row));
    }
  }

  private void found(SessionTable table, Map<String, AttributeValue> row) {
    StoredSession session = table.read(row);
    found.get(table.client(row)).ownedBy(table.owner(row), session, shared.node());
    if (session != null) {
      Marks marks = table.marks(row);
      shared.publishes().found(session, marks.publishes(), false);
      shared.moves().found(session, marks.moves(), false);
    }
  }

  private void remove(LoggedSession session) {
    NavigableMap<Position, Logged.Removed> removed = session.removed(this::isVoid);
    if (!removed.isEmpty()) {
      Logged.Removed newest = removed.lastEntry().getValue();
      apply(
          newest,
          session.tenure(),
          () -> inflight.removeOwned(newest.lease, removed.navigableKeySet()));
    }
  }

  /** Somebody of whom the log says nothing else has all that is his in the store. */
  private boolean isVoid(Lease lease) {
    LoggedSession session = found.get(lease.client());
    return session != null && session.isVoid(lease);
  }

  private void replay(Logged record) {
    if (record instanceof Logged.Retained put) {
      apply(() -> retained.put(put.message, Durability.MEMORY));
    } else if (record instanceof Logged.Unretained gone) {
      apply(() -> retained.remove(gone.topic, Durability.MEMORY));
    } else if (record instanceof Logged.Delayed put) {
      if (!undelayed.contains(put.message.id())) {
        apply(() -> delayed.put(put.message, Durability.MEMORY));
      }
    } else if (record instanceof Logged.Undelayed gone) {
      apply(() -> delayed.forget(gone.id));
    } else if (record instanceof Logged.Undelivered undelivered) {
      apply(() -> ledger.replayed(undelivered.entry));
    } else if (record instanceof Logged.Owned owned) {
      replayOwned(owned, found.get(owned.lease.client()));
    }
  }

  private void replayOwned(Logged.Owned record, LoggedSession session) {
    if (session.isVoid(record.lease)) {
      voided++;
      return;
    }
    Tenure tenure = session.tenure();
    if (record instanceof Logged.Appended appended) {
      if (isMissing(appended.lease, appended.message, session)) {
        queues.add(appended);
      }
    } else if (record instanceof Logged.Prepared prepared) {
      if (isMissing(prepared.lease, prepared.message, session)) {
        queues.add(new Logged.Appended(prepared.lease, prepared.message));
      }
    } else if (record instanceof Logged.Subscribed put) {
      apply(
          record,
          tenure,
          () -> subscriptions.putOwned(put.lease, put.subscription, Durability.MEMORY));
    } else if (record instanceof Logged.Unsubscribed gone) {
      apply(
          record, tenure, () -> subscriptions.removeOwned(gone.lease, gone.filter, Durability.MEMORY));
    }
  }

  private boolean isMissing(Lease lease, StoredMessage message, LoggedSession session) {
    return !session.isDone(message) && !places.has(lease.client(), message.position());
  }

  /** A run ends where the lease changes, or where a row stands that a new one must not span. */
  private void append(ClientId client, List<Logged.Appended> records) {
    int from = 0;
    while (from < records.size()) {
      Lease lease = records.get(from).lease;
      List<StoredMessage> run = new ArrayList<>();
      int to = from;
      do {
        run.add(records.get(to++).message);
      } while (to < records.size() && isNext(run.get(run.size() - 1), lease, records.get(to)));
      append(lease, found.get(client).tenure(), run);
      from = to;
    }
  }

  private boolean isNext(StoredMessage last, Lease lease, Logged.Appended next) {
    return next.lease.equals(lease)
        && !places.hasBetween(lease.client(), last.position(), next.message.position());
  }

  /** Many at a time: each that is taken by itself takes the client's place in a map twice. */
  private void append(Lease lease, Tenure tenure, List<StoredMessage> messages) {
    int[] taken = new int[1];
    Supplier<CompletableFuture<Void>> more =
        () -> {
          taken[0] += inflight.replayed(lease, messages.subList(taken[0], messages.size()));
          return NOTHING;
        };
    while (taken[0] < messages.size()) {
      int before = taken[0];
      shared.leases().replaying(lease.client(), tenure, more);
      if (taken[0] == before) {
        // What stands in the way is in the store then, or this fails and says why.
        StoredMessage next = messages.get(before);
        apply(
            () ->
                shared
                    .leases()
                    .replaying(lease.client(), tenure, () -> inflight.replayed(lease, next)));
        taken[0]++;
      }
      applied += taken[0] - before;
    }
  }

  /** The row comes last, for it counts what is in the queue. */
  private void finish(ClientId client, LoggedSession session) {
    Logged.Saved saved = session.wantedRow();
    if (saved != null) {
      apply(
          saved,
          session.tenure(),
          () -> sessions.saveOwned(saved.lease, saved.session, Durability.MEMORY));
      // The row may say that it is connected, but to a process that is gone.
      shared.leases().present(client, false);
      inflight.absent(client);
    }
    Logged.Deleted deleted = session.wantedDeletion();
    if (deleted != null) {
      applied++;
      shared
          .leases()
          .replaying(client, session.tenure(), () -> sessions.deleteOwned(deleted.lease))
          .exceptionally(
              error -> {
                LOG.warn("session {} was not deleted: {}", client, error.getMessage());
                return null;
              });
    }
  }

  private void apply(
      Logged.Owned record, Tenure tenure, Supplier<CompletableFuture<Void>> change) {
    apply(() -> shared.leases().replaying(record.lease.client(), tenure, change));
  }

  /** The log may hold more than the dirty map: then part of it is flushed first. */
  private void apply(Supplier<CompletableFuture<Void>> change) {
    applied++;
    CompletableFuture<Void> accepted = change.get();
    if (accepted.isCompletedExceptionally()) {
      await(shared.writeBehind().flush());
      accepted = change.get();
    }
    await(accepted);
  }

  private <T> T await(CompletableFuture<T> future) {
    try {
      shared.pool().hands().await(future, FLUSH_PATIENCE);
      if (!future.isDone()) {
        throw unavailable("no answer within " + FLUSH_PATIENCE.toSeconds() + " s", null);
      }
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof StorageException storage
          ? storage
          : unavailable(e.getCause().getMessage(), e);
    }
  }

  private static StorageException unavailable(String why, Exception cause) {
    return new StorageException(
        StorageException.Kind.UNAVAILABLE,
        "the write-ahead log cannot be brought into the store: " + why
            + "; nothing of it is lost, start again when the store answers",
        cause);
  }
}
