package io.dynamq.store;

import io.dynamq.message.Message;
import java.util.concurrent.CompletableFuture;

/**
 * A durable home for everything MQTT promises to keep. All methods are safe on any thread and never
 * block, except {@link #close}.
 *
 * <p>Writes to one client's state take effect in the order of the calls. Reads see every write that
 * was accepted before them, flushed or not.
 */
public interface Storage extends AutoCloseable {

  SessionStore sessions();

  SubscriptionStore subscriptions();

  RetainedStore retained();

  InflightStore inflight();

  DelayedStore delayed();

  LedgerStore ledger();

  default HistoryStore history() {
    return HistoryStore.NONE;
  }

  default AuditStore audit() {
    return AuditStore.NONE;
  }

  default BanStore bans() {
    return BanStore.NONE;
  }

  /** Completes when everything accepted before this call is acknowledged by the store. */
  CompletableFuture<Void> flush();

  /** For one PUBLISH of QoS 2 whose promise, {@code durability}, outlives the process. */
  default Bundle bundle(Message message, Durability durability) {
    return Bundle.ofNothing();
  }

  /**
   * Tells from now on what other nodes mean for this one. Call it once, after everything was read
   * at the start.
   */
  default void watch(Neighbours broker) {}

  /**
   * Whether nobody can have taken this node for dead, so that it may do what only one node must do;
   * cheap. False passes: it is sure again, or told that it is expelled.
   */
  default boolean isSure() {
    return true;
  }

  /** How the store is doing, cheap enough to ask on every publish. */
  StorageHealth health();

  /**
   * Flushes, gives up what this node owns, and releases every resource. Blocks until then or until
   * its own deadline (30 s), after which it reports what was left behind in the log.
   */
  @Override
  void close();
}
