package io.dynamq.dynamo.backend;

import io.dynamq.hook.BrokerPort;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.time.Time;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Sends stored messages to one subscriber, a page at a time, as fast as its session takes them. */
final class PagedDelivery {
  private static final int PAGE = 64;

  /**
   * A body may still be under way from another node while its id is in the map already, so only
   * older ids without body are taken for left-overs.
   */
  private static final long ORPHAN_MICROS = 60_000_000;

  /** Who gets them, as matches of which subscription. */
  record Receiver(ClientId client, TopicFilter filter) {}

  private final BackendPool pool;
  private final BrokerPort broker;
  private final Time time;
  private final StoredIds ids;

  PagedDelivery(BackendPool pool, BrokerPort broker, Time time, StoredIds ids) {
    this.pool = pool;
    this.broker = broker;
    this.time = time;
    this.ids = ids;
  }

  /** Completes when all are handed over or the receiver is gone. */
  CompletableFuture<Void> send(Receiver receiver, List<MappedId> all, OfflineOptions limits) {
    return page(receiver, all, 0, limits);
  }

  private CompletableFuture<Void> page(
      Receiver receiver, List<MappedId> all, int from, OfflineOptions limits) {
    if (from >= all.size()) {
      return CompletableFuture.completedFuture(null);
    }
    int to = Math.min(all.size(), from + PAGE);
    List<MappedId> page = all.subList(from, to);
    return pool.messages()
        .read(page.stream().map(mapped -> mapped.id().text()).toList())
        .thenCompose(stored -> deliver(receiver, sendable(page, stored, limits)))
        .thenCompose(
            goOn ->
                goOn
                    ? page(receiver, all, to, limits)
                    : CompletableFuture.completedFuture(null));
  }

  private CompletableFuture<Boolean> deliver(Receiver receiver, List<Message> messages) {
    return messages.isEmpty()
        ? CompletableFuture.completedFuture(true)
        : broker.deliver(receiver.client(), receiver.filter(), messages, false);
  }

  private List<Message> sendable(
      List<MappedId> page, List<StoredMessage> stored, OfflineOptions limits) {
    Set<String> present = new HashSet<>();
    List<Message> messages = new ArrayList<>(stored.size());
    for (StoredMessage one : stored) {
      present.add(one.storedId());
      if (one.isExpired(time.epochMillis())) {
        pool.messages().delete(one.storedId());
        present.remove(one.storedId());
      } else if (limits.includes(
          Math.floorDiv(one.message().id().micros(), 1_000_000L), time.epochSeconds())) {
        ids.delivering(one);
        messages.add(one.message());
      }
    }
    page.forEach(mapped -> clean(mapped, present));
    return messages;
  }

  private void clean(MappedId mapped, Set<String> present) {
    boolean young =
        mapped.id().decoded() != null
            && time.epochMicros() - mapped.id().decoded().micros() < ORPHAN_MICROS;
    if (!present.contains(mapped.id().text()) && !young) {
      pool.topicMap().remove(mapped.topic(), mapped.id());
    }
  }
}
