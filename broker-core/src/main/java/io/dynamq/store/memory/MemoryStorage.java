package io.dynamq.store.memory;

import io.dynamq.store.DelayedStore;
import io.dynamq.store.HistoryStore;
import io.dynamq.store.InflightStore;
import io.dynamq.store.LedgerStore;
import io.dynamq.store.Neighbours;
import io.dynamq.store.RetainedStore;
import io.dynamq.store.SessionStore;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageHealth;
import io.dynamq.store.SubscriptionStore;
import java.util.concurrent.CompletableFuture;

/**
 * One node's view of tables in memory. Several views on the same tables stand for several brokers
 * on the same store: they fence each other by epochs, and {@link #close} of a view is the end of
 * its node. Any thread; every future is complete when it is returned.
 */
public final class MemoryStorage implements Storage {
  private final MemoryTables tables;
  private final String node;
  private final SessionStore sessions;
  private final SubscriptionStore subscriptions;
  private final RetainedStore retained;
  private final InflightStore inflight;
  private final DelayedStore delayed;

  /** New empty tables, seen by a node of this name. */
  public MemoryStorage(String node) {
    this(node, new MemoryTables());
  }

  private MemoryStorage(String node, MemoryTables tables) {
    this.node = node;
    this.tables = tables;
    this.sessions = new MemorySessions(tables, node);
    this.subscriptions = new MemorySubscriptions(tables);
    this.retained = new MemoryRetained(tables);
    this.inflight = new MemoryInflight(tables);
    this.delayed = new MemoryDelayed(tables, node);
    tables.nodes().started(node);
  }

  /** The same tables, seen by another node, or by the next life of this one. */
  public MemoryStorage forNode(String name) {
    return new MemoryStorage(name, tables);
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
    return tables.history();
  }

  @Override
  public LedgerStore ledger() {
    return tables.ledger();
  }

  @Override
  public CompletableFuture<Void> flush() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void watch(Neighbours broker) {
    tables.nodes().watches(node, broker);
  }

  @Override
  public StorageHealth health() {
    return StorageHealth.UP;
  }

  /** Ends this node's life; the tables stay for other views. */
  @Override
  public void close() {
    tables
        .nodes()
        .ended(node)
        .ifPresent(heir -> tables.inherit(node, heir.getKey(), heir.getValue()));
  }
}
