package io.dynamq.dynamo;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.Subscription;
import io.dynamq.store.Neighbours;
import io.dynamq.store.StoredSession;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A broker that only notes what it is told of other nodes. */
final class RecordedNeighbours implements Neighbours {
  final Map<String, List<Subscription>> inherited = new ConcurrentHashMap<>();
  final Queue<StoredSession> sessions = new ConcurrentLinkedQueue<>();
  final Queue<Message> delayed = new ConcurrentLinkedQueue<>();
  final Queue<String> dead = new ConcurrentLinkedQueue<>();
  final Map<String, Long> moved = new ConcurrentHashMap<>();
  final Map<String, List<Subscription>> claimed = new ConcurrentHashMap<>();
  final Map<ClientId, Long> served = new ConcurrentHashMap<>();
  final Queue<String> expelled = new ConcurrentLinkedQueue<>();

  @Override
  public CompletableFuture<Void> inherited(
      StoredSession session, List<Subscription> subscriptions) {
    inherited.put(session.client().value(), subscriptions);
    sessions.add(session);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> claimed(
      StoredSession session, List<Subscription> subscriptions) {
    claimed.put(session.client().value(), subscriptions);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Map<ClientId, Long> served() {
    return served;
  }

  @Override
  public void inherited(Message message) {
    delayed.add(message);
  }

  @Override
  public void died(String node) {
    dead.add(node);
  }

  @Override
  public void moved(ClientId client, long epoch) {
    moved.put(client.value(), epoch);
  }

  @Override
  public void expelled() {
    expelled.add("expelled");
  }
}
