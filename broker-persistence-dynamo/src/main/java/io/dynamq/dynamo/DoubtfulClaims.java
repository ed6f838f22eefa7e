package io.dynamq.dynamo;

import io.dynamq.message.ClientId;
import io.dynamq.store.Neighbours;
import io.dynamq.store.StoredSession;
import io.dynamq.store.SubscriptionStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Claims of other owners' sessions whose client was told that they failed, though the store may have
 * made them, or may do so yet. A session that has become this node's in that way needs a home here,
 * or nobody would queue messages for it until its client succeeds or this node starts again. So the
 * rows are looked at when the store answers. Any thread.
 */
final class DoubtfulClaims {
  /** What is beyond that is found by the client's next CONNECT or the next start. */
  static final int MAX = 10_000;

  private static final int AT_ONCE = 100;

  private final Shared shared;
  private final SubscriptionStore subscriptions;
  private final Duration pause;
  private final Set<ClientId> clients = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile Neighbours broker;
  private volatile boolean closed;

  /**
   * @param pause before the rows are looked at, and between two looks
   */
  DoubtfulClaims(Shared shared, SubscriptionStore subscriptions, Duration pause) {
    this.shared = shared;
    this.subscriptions = subscriptions;
    this.pause = pause;
  }

  /** Where sessions find a home. */
  void watch(Neighbours homes) {
    broker = homes;
  }

  /** Nobody waits for this claim any more, and what it did is not known. */
  void add(ClientId client) {
    if (clients.size() < MAX) {
      clients.add(client);
      lookSoon();
    }
  }

  /** No more looks. */
  void close() {
    closed = true;
  }

  private void lookSoon() {
    if (looking.compareAndSet(false, true)) {
      shared.pool().later(pause, this::look);
    }
  }

  private void look() {
    lookNow().whenComplete((done, fault) -> looked());
  }

  private void looked() {
    looking.set(false);
    if (!clients.isEmpty() && !closed) {
      lookSoon();
    }
  }

  private CompletableFuture<Void> lookNow() {
    if (closed || broker == null || !shared.writeBehind().health().available()) {
      return CompletableFuture.completedFuture(null);
    }
    SessionTable table = shared.tables().sessions();
    Map<String, ClientId> asked = new HashMap<>();
    List<Map<String, AttributeValue>> keys = new ArrayList<>();
    for (ClientId client : clients) {
      if (keys.size() < AT_ONCE) {
        asked.put(table.key(client).hash(), client);
        keys.add(table.key(client).attributes());
      }
    }
    return shared
        .reader()
        .get(table.spec, keys)
        .thenCompose(
            rows -> {
              List<CompletableFuture<Void>> adopted = new ArrayList<>();
              for (Map<String, AttributeValue> row : rows) {
                ClientId client = asked.remove(table.hash(row));
                adopted.add(judge(row).thenRun(() -> clients.remove(client)));
              }
              asked.values().forEach(clients::remove);
              return CompletableFuture.allOf(adopted.toArray(CompletableFuture[]::new));
            });
  }

  private CompletableFuture<Void> judge(Map<String, AttributeValue> row) {
    SessionTable table = shared.tables().sessions();
    boolean isOurs = table.owner(row).node().equals(shared.node());
    StoredSession session = isOurs ? table.read(row) : null;
    if (session == null || session.createdAtMillis() == 0) {
      return CompletableFuture.completedFuture(null);
    }
    // Where its client was connected, that node publishes a will that does not wait.
    boolean isSaid =
        session.connected() && session.will() != null && session.will().delaySeconds() == 0;
    return subscriptions
        .load(session.client())
        .thenCompose(
            filters -> broker.claimed(isSaid ? session.withoutWill() : session, filters));
  }
}
