package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.backend.PagedDelivery.Receiver;
import io.dynamq.hook.BrokerPort;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.MessageId;
import io.dynamq.message.Subscription;
import io.dynamq.time.Time;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * {@code on_message_fetch_for_queue} and {@code _for_pubsub}: stored messages for a new
 * subscription, in publish order, behind what the session itself had queued.
 */
final class FetchAction {
  private final BackendPool pool;
  private final BrokerPort broker;
  private final Time time;
  private final PagedDelivery delivery;

  FetchAction(BackendPool pool, BrokerPort broker, Time time, StoredIds ids) {
    this.pool = pool;
    this.broker = broker;
    this.time = time;
    delivery = new PagedDelivery(pool, broker, time, ids);
  }

  /** Everything that is stored, oldest first. */
  CompletableFuture<Void> queue(
      ClientInfo client, Subscription subscription, OfflineOptions limits) {
    return whenReady(
        client, subscription, topics -> send(client, subscription, topics, Map.of(), limits));
  }

  /** What is behind the client's read position. A first subscription starts at the end. */
  CompletableFuture<Void> pubsub(
      ClientInfo client, Subscription subscription, OfflineOptions limits) {
    return whenReady(
        client,
        subscription,
        topics -> {
          String path = subscription.filter().path();
          List<String> asked = new ArrayList<>(topics);
          asked.add(path);
          return pool.acked()
              .positions(asked, client.id().value())
              .thenCompose(
                  positions -> {
                    StoredId base = positions.get(path);
                    return base == null || base.decoded() == null
                        ? start(client, path, topics)
                        : send(client, subscription, topics, positions, limits);
                  });
        });
  }

  /** What to do with the topics of a subscription. */
  private interface Topics {
    CompletableFuture<Void> use(List<String> topics);
  }

  private CompletableFuture<Void> whenReady(
      ClientInfo client, Subscription subscription, Topics then) {
    // No acknowledgement would ever end a message that goes out at QoS 0: it would come again and
    // again.
    if (!subscription.qos().isAcknowledged()) {
      return CompletableFuture.completedFuture(null);
    }
    return broker
        .whenDrained(client.id())
        .thenCompose(
            present ->
                present
                    ? then.use(topics(subscription.filter()))
                    : CompletableFuture.completedFuture(null));
  }

  private List<String> topics(TopicFilter filter) {
    if (filter.hasWildcards()) {
      return pool.topicMap().matching(filter.path());
    }
    return Keys.isHash(filter.path()) ? List.of(filter.path()) : List.of();
  }

  private CompletableFuture<Void> start(ClientInfo client, String path, List<String> topics) {
    return pool.topicMap()
        .ids(topics)
        .thenAccept(
            ids -> {
              MessageId newest = MessageId.of(time.epochMicros(), 0, 0, 0);
              for (MappedId mapped : ids) {
                newest = mapped.id().decoded() == null ? newest : mapped.id().decoded();
              }
              pool.acked().note(path, client.id().value(), StoredId.of(newest));
            });
  }

  private CompletableFuture<Void> send(
      ClientInfo client,
      Subscription subscription,
      List<String> topics,
      Map<String, StoredId> positions,
      OfflineOptions limits) {
    TopicFilter filter = subscription.filter();
    long now = time.epochSeconds();
    return pool.topicMap()
        .ids(topics)
        .thenApply(
            ids ->
                ids.stream()
                    .filter(mapped -> isBehind(mapped, positions, filter.path()))
                    .filter(mapped -> isRecent(mapped, limits, now))
                    .limit(limits.maxReturnedCount())
                    .toList())
        .thenCompose(ids -> delivery.send(new Receiver(client.id(), filter), ids, limits));
  }

  private static boolean isBehind(
      MappedId mapped, Map<String, StoredId> positions, String filterPath) {
    return isBehind(mapped.id(), positions.get(filterPath))
        && isBehind(mapped.id(), positions.get(mapped.topic()));
  }

  private static boolean isBehind(StoredId id, StoredId position) {
    if (position == null || position.decoded() == null) {
      return true;
    }
    return id.decoded() != null && id.compareTo(position) > 0;
  }

  private static boolean isRecent(MappedId mapped, OfflineOptions limits, long nowSeconds) {
    MessageId id = mapped.id().decoded();
    return id == null || limits.includes(Math.floorDiv(id.micros(), 1_000_000L), nowSeconds);
  }
}
