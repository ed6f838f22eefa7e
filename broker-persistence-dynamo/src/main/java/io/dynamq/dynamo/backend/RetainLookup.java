package io.dynamq.dynamo.backend;

import io.dynamq.hook.BrokerPort;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Message;
import io.dynamq.message.Subscription;
import io.dynamq.message.Subscription.RetainHandling;
import io.dynamq.time.Time;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code on_retain_lookup}: retained messages for a subscription, by the broker's own rules. */
final class RetainLookup {
  private static final int PAGE = 100;

  private final BackendPool pool;
  private final BrokerPort broker;
  private final Time time;

  RetainLookup(BackendPool pool, BrokerPort broker, Time time) {
    this.pool = pool;
    this.broker = broker;
    this.time = time;
  }

  CompletableFuture<Void> run(ClientInfo client, Subscription subscription, boolean isNew) {
    RetainHandling handling = subscription.retainHandling();
    boolean wanted =
        handling == RetainHandling.SEND || handling == RetainHandling.SEND_IF_NEW && isNew;
    if (!wanted || subscription.filter().isShared()) {
      return CompletableFuture.completedFuture(null);
    }
    List<String> topics =
        pool.retained()
            .matching(subscription.filter().path(), subscription.filter().hasWildcards());
    return pool.retained()
        .read(topics)
        .thenCompose(found -> page(client, subscription, sendable(found), 0));
  }

  private List<Message> sendable(List<StoredMessage> found) {
    return found.stream()
        .filter(stored -> !stored.isExpired(time.epochMillis()))
        .map(StoredMessage::message)
        .toList();
  }

  private CompletableFuture<Void> page(
      ClientInfo client, Subscription subscription, List<Message> messages, int from) {
    if (from >= messages.size()) {
      return CompletableFuture.completedFuture(null);
    }
    int to = Math.min(messages.size(), from + PAGE);
    return broker
        .deliver(client.id(), subscription.filter(), messages.subList(from, to), true)
        .thenCompose(
            goOn ->
                goOn
                    ? page(client, subscription, messages, to)
                    : CompletableFuture.completedFuture(null));
  }
}
