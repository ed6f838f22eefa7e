package io.dynamq.engine;

import io.dynamq.hook.BrokerPort;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.routing.Receipt;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Carries what plug-ins ask into the mailbox of the client concerned. */
final class PortDesk implements BrokerPort {
  private static final CompletableFuture<Boolean> NO = CompletableFuture.completedFuture(false);

  private final Core core;

  PortDesk(Core core) {
    this.core = core;
  }

  @Override
  public String node() {
    return core.settings.node();
  }

  @Override
  public CompletableFuture<Boolean> subscribe(ClientId client, List<Subscription> subscriptions) {
    return withLive(
        client,
        live -> {
          subscriptions.forEach(live.subscribing()::force);
          return CompletableFuture.completedFuture(true);
        });
  }

  @Override
  public CompletableFuture<Boolean> whenDrained(ClientId client) {
    return withLive(client, live -> live.replays().whenDrained());
  }

  @Override
  public CompletableFuture<Boolean> deliver(
      ClientId client, TopicFilter filter, List<Message> messages, boolean retained) {
    return withLive(
        client,
        live -> {
          Subscription subscription = live.subscription(filter);
          return subscription == null
              ? NO
              : live.replays().deliver(subscription, messages, retained);
        });
  }

  @Override
  public void announce(String name, Qos qos, Supplier<byte[]> payload) {
    TopicName topic = TopicName.of(SysTopics.prefix(core) + name);
    if (core.table.isWanted(topic)) {
      MessageId id = core.newMessageIds().next();
      core.publisher.publishInternal(
          SysTopics.message(id, topic, qos, false, payload.get()), Receipt.NONE);
    }
  }

  @Override
  public boolean isConnected(ClientId client) {
    Home home = core.sessions.find(client);
    return home != null && home.isOnline();
  }

  private CompletableFuture<Boolean> withLive(
      ClientId client, Function<Live, CompletableFuture<Boolean>> work) {
    Home home = core.sessions.find(client);
    if (home == null) {
      return NO;
    }
    return home.ask(h -> h.live() == null ? NO : work.apply(h.live()))
        .thenCompose(Function.identity());
  }
}
