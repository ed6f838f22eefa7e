package io.dynamq.dynamo;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.TableSetup;
import io.dynamq.dynamo.wal.Wal;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.message.Message;
import io.dynamq.store.AuditStore;
import io.dynamq.store.BanStore;
import io.dynamq.store.Bundle;
import io.dynamq.store.DelayedStore;
import io.dynamq.store.Durability;
import io.dynamq.store.HistoryStore;
import io.dynamq.store.InflightStore;
import io.dynamq.store.LedgerStore;
import io.dynamq.store.Neighbours;
import io.dynamq.store.RetainedStore;
import io.dynamq.store.SessionStore;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageHealth;
import io.dynamq.store.StorageProvider;
import io.dynamq.store.SubscriptionStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store in DynamoDB. Writes go through the write-behind; sessions are owned by whoever raised
 * the epoch in their row last; the write-ahead log keeps what is not flushed over the process's death.
 */
final class DynamoStorage implements Storage {
  private static final Logger LOG = LoggerFactory.getLogger(DynamoStorage.class);
  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final Duration LOOK_UPS = Duration.ofSeconds(2);

  private final DynamoPool pool;
  private final WriteBehind writeBehind;
  private final Wal wal;
  private final Journal journal;
  private final NodeRegistry nodes;
  private final Adoptions adoptions;
  private final DoubtfulClaims doubtful;
  private final DynamoSessions sessions;
  private final DynamoSubscriptions subscriptions;
  private final DynamoRetained retained;
  private final DynamoInflight inflight;
  private final DynamoDelayed delayed;
  private final DynamoLedger ledger;
  private final DynamoHistory history;
  private final DynamoBans bans;
  private final DynamoAudit audit;
  private final Shared shared;
  private final AtomicBoolean closed = new AtomicBoolean();

  private DynamoStorage(
      DynamoPool pool,
      Wal wal,
      Tables tables,
      NativeSettings settings,
      StorageProvider.Context context) {
    this.pool = pool;
    this.wal = wal;
    journal = new Journal(wal);
    TableReader reader = new TableReader(pool);
    nodes =
        new NodeRegistry(
            tables.meta(), pool, context.node(), context.time(), settings.nodeLease());
    adoptions = new Adoptions(tables.sessions(), pool, nodes);
    AtomicReference<SessionContent> content = new AtomicReference<>();
    Leases leases =
        new Leases(
            tables.sessions(),
            new OwnerLookup(tables.sessions(), pool, reader, nodes),
            context.time(), context.node(), content::get);
    writeBehind =
        new WriteBehind(
            pool, settings.writeBehind(), context.time(), context.meters(), journal, leases);
    shared =
        new Shared(
            tables, pool, reader, writeBehind, leases, journal,
            new OpenPublishes(context.time()), new Moves(writeBehind::isClean),
            context.meters(), context.node());
    Bodies bodies = new Bodies(shared);
    inflight = new DynamoInflight(shared, bodies);
    Orphans orphans = new Orphans();
    content.set(new SessionContent(shared, inflight, orphans));
    subscriptions = new DynamoSubscriptions(shared, orphans);
    doubtful = new DoubtfulClaims(shared, subscriptions, settings.claimTimeout());
    SessionClaims claims =
        new SessionClaims(shared, content.get(), nodes, doubtful, settings.claimTimeout());
    sessions = new DynamoSessions(shared, nodes, content.get(), claims);
    OwnBodies ownBodies = new OwnBodies(shared, bodies);
    retained = new DynamoRetained(shared, ownBodies, context.time());
    delayed = new DynamoDelayed(shared, ownBodies, nodes);
    ledger =
        new DynamoLedger(
            shared, settings.ledger(), context.time(), settings.writeBehind().maxBytes());
    history = new DynamoHistory(shared, settings.history(), context.time());
    audit = new DynamoAudit(tables.audit(), pool, context.node());
    bans = new DynamoBans(tables.meta(), pool, reader);
    context.meters().gauge("store.sessions.held", leases::count);
    context.meters().gauge("store.queues.held", inflight::count);
  }

  /** Connects, makes or checks the tables, and registers the node. */
  static DynamoStorage open(NativeSettings settings, StorageProvider.Context context) {
    DynamoPool pool = DynamoPool.open(settings.pool(), context.meters());
    try {
      Tables tables = Tables.named(settings.tablePrefix());
      TableSetup setup =
          new TableSetup(
              pool,
              settings.connection().autoCreateTables(),
              settings.connection().billing());
      setup.ensure(tables.specs());
      Wal wal =
          Wal.open(
              settings.wal().in(context.dataDirectory()),
              context.node(),
              new LogEncoder(),
              context.time(),
              context.meters());
      return opened(pool, wal, settings, context);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  /** Over tables that are there, with a log that is open; registers the node. */
  static DynamoStorage opened(
      DynamoPool pool, Wal wal, NativeSettings settings, StorageProvider.Context context) {
    Tables tables = Tables.named(settings.tablePrefix());
    DynamoStorage storage = new DynamoStorage(pool, wal, tables, settings, context);
    try {
      storage.nodes.join();
      storage.replay();
      storage.history.start();
      return storage;
    } catch (RuntimeException e) {
      storage.nodes.fallSilent();
      storage.writeBehind.close(Duration.ZERO);
      wal.close();
      throw e;
    }
  }

  private void replay() {
    Replay.Stores stores =
        new Replay.Stores(sessions, subscriptions, inflight, retained, delayed, ledger);
    new Replay(shared, stores).run(wal);
    journal.replayed();
    wal.start(
        () -> Math.min(writeBehind.oldestGeneration(), journal.oldestIncomplete()));
  }

  @Override
  public SessionStore sessions() {
    return sessions;
  }

  @Override
  public SubscriptionStore subscriptions() {
    return subscriptions;
  }

  @Override
  public RetainedStore retained() {
    return retained;
  }

  @Override
  public InflightStore inflight() {
    return inflight;
  }

  @Override
  public DelayedStore delayed() {
    return delayed;
  }

  @Override
  public HistoryStore history() {
    return history;
  }

  @Override
  public AuditStore audit() {
    return audit;
  }

  @Override
  public BanStore bans() {
    return bans;
  }

  @Override
  public LedgerStore ledger() {
    return ledger;
  }

  @Override
  public Bundle bundle(Message message, Durability durability) {
    return new LogBundle(
        journal,
        pool.hands().random().nextLong(),
        message,
        durability == Durability.STORE ? shared.publishes() : null);
  }

  @Override
  public CompletableFuture<Void> flush() {
    return writeBehind.flush();
  }

  @Override
  public void watch(Neighbours broker) {
    doubtful.watch(broker);
    nodes.watch(new Inheritance(shared, subscriptions, delayed, adoptions, broker));
  }

  @Override
  public boolean isSure() {
    return nodes.isSure();
  }

  @Override
  public StorageHealth health() {
    return journal.with(writeBehind.health());
  }

  /** Some are for rows that must be read first; a row left as it is would bring a message back. */
  private void awaitRemovals() {
    try {
      pool.hands().await(inflight.removed(), LOOK_UPS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    doubtful.close();
    awaitRemovals();
    inflight.saveRemovals();
    history.close();
    long left = writeBehind.close(DRAIN);
    if (left > 0) {
      LOG.error(
          "{} items are not in the store, which did not take them within {}; what was acknowledged"
              + " after wal is in the write-ahead log and comes with the next start, the rest is LOST",
          left, DRAIN);
    }
    wal.close();
    nodes.leave();
    pool.close();
  }
}
