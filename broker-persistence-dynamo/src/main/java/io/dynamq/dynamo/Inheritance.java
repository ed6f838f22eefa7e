package io.dynamq.dynamo;

import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import io.dynamq.store.Neighbours;
import io.dynamq.store.StoredSession;
import io.dynamq.store.SubscriptionStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Carries out what the registry of nodes found: finds the rows of a dead node, gives them to the
 * broker and writes down that they are this node's; looks at client ids that others have claimed.
 */
final class Inheritance implements Heir {
  private static final int LANES = 8;
  private static final int LOOK_AT_ONCE = 100;

  private final Shared shared;
  private final SubscriptionStore subscriptions;
  private final DynamoDelayed delayed;
  private final Adoptions adoptions;
  private final Neighbours broker;

  Inheritance(
      Shared shared,
      SubscriptionStore subscriptions,
      DynamoDelayed delayed,
      Adoptions adoptions,
      Neighbours broker) {
    this.shared = shared;
    this.subscriptions = subscriptions;
    this.delayed = delayed;
    this.adoptions = adoptions;
    this.broker = broker;
  }

  @Override
  public CompletableFuture<Void> moved(Set<String> clients) {
    SessionTable table = shared.tables().sessions();
    Map<String, ClientId> asked = new HashMap<>();
    List<Map<String, AttributeValue>> keys = new ArrayList<>();
    for (String client : clients) {
      ClientId id = new ClientId(client);
      asked.put(table.key(id).hash(), id);
      keys.add(table.key(id).attributes());
    }
    return shared
        .reader()
        .get(table.spec, keys, this::read)
        .thenAccept(
            rows -> {
              for (Map<String, AttributeValue> row : rows) {
                ClientId client = asked.remove(table.hash(row));
                SessionTable.Owner owner = table.owner(row);
                if (!owner.node().equals(shared.node())) {
                  broker.moved(client, owner.epoch());
                }
              }
              // It was claimed, and has ended since.
              asked.values().forEach(client -> broker.moved(client, Long.MAX_VALUE));
            });
  }

  /** The engine hears of it when all are read; nothing more is sent under the old lease till then. */
  private void read(List<Map<String, AttributeValue>> rows) {
    SessionTable table = shared.tables().sessions();
    if (rows.stream().anyMatch(row -> !table.owner(row).node().equals(shared.node()))) {
      shared.writeBehind().doubtLeases();
    }
  }

  @Override
  public CompletableFuture<Void> movedMore() {
    return movedMore(broker.served().entrySet().iterator());
  }

  private CompletableFuture<Void> movedMore(Iterator<Map.Entry<ClientId, Long>> served) {
    if (!served.hasNext()) {
      return CompletableFuture.completedFuture(null);
    }
    SessionTable table = shared.tables().sessions();
    Map<String, Map.Entry<ClientId, Long>> asked = new HashMap<>();
    List<Map<String, AttributeValue>> keys = new ArrayList<>();
    while (served.hasNext() && keys.size() < LOOK_AT_ONCE) {
      Map.Entry<ClientId, Long> next = served.next();
      asked.put(table.key(next.getKey()).hash(), next);
      keys.add(table.key(next.getKey()).attributes());
    }
    return shared
        .reader()
        .get(table.spec, keys, this::read)
        .thenCompose(
            rows -> {
              for (Map<String, AttributeValue> row : rows) {
                ClientId client = asked.remove(table.hash(row)).getKey();
                SessionTable.Owner owner = table.owner(row);
                if (!owner.node().equals(shared.node())) {
                  broker.moved(client, owner.epoch());
                }
              }
              // Claimed, and ended since; what is claimed here from now on is above that epoch.
              asked.values().forEach(each -> broker.moved(each.getKey(), each.getValue()));
              return movedMore(served);
            });
  }

  @Override
  public void expelled() {
    broker.expelled();
  }

  /**
   * Reads the whole session table once, for there is no index by node: a dead node is rare, and an
   * index would cost a write whenever a session moves.
   */
  @Override
  public CompletableFuture<Void> inherit(String node, long through) {
    SessionTable table = shared.tables().sessions();
    List<StoredSession> found = new ArrayList<>();
    return shared
        .writeBehind()
        .flush()
        .thenCompose(
            flushed ->
                shared
                    .reader()
                    .scan(
                        table.spec,
                        table.owned(node, through),
                        row -> {
                          StoredSession session = table.read(row);
                          if (session != null) {
                            found.add(session);
                          }
                        }))
        .thenCompose(done -> handOver(found))
        .thenCompose(done -> adoptions.run(leases(found)))
        .thenCompose(this::settle)
        .thenCompose(done -> delayed.inherit(node, through, broker::inherited))
        .thenCompose(done -> shared.writeBehind().flush())
        .thenRun(() -> broker.died(node));
  }

  private List<Lease> leases(List<StoredSession> sessions) {
    return sessions.stream().map(one -> Lease.adopted(one, shared.node())).toList();
  }

  private CompletableFuture<Void> handOver(List<StoredSession> sessions) {
    Iterator<StoredSession> line = sessions.iterator();
    CompletableFuture<?>[] lanes = new CompletableFuture<?>[Math.min(LANES, sessions.size())];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = next(line);
    }
    return CompletableFuture.allOf(lanes);
  }

  private CompletableFuture<Void> next(Iterator<StoredSession> line) {
    StoredSession session;
    synchronized (line) {
      if (!line.hasNext()) {
        return CompletableFuture.completedFuture(null);
      }
      session = line.next();
    }
    return subscriptions
        .load(session.client())
        .thenCompose(filters -> broker.inherited(session, filters))
        .thenCompose(done -> next(line));
  }

  /** Rows that were not as they were read: this node's own writes came first, or another's. */
  private CompletableFuture<Void> settle(Set<Lease> refused) {
    return refused.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : shared
            .leases()
            .voided(refused, early -> {})
            .thenAccept(
                voided -> {
                  voided.forEach(shared.leases()::fenced);
                  voided.forEach(lease -> broker.moved(lease.client(), lease.epoch()));
                });
  }
}
