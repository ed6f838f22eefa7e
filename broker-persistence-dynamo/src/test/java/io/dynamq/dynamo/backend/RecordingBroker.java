package io.dynamq.dynamo.backend;

import io.dynamq.hook.BrokerPort;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The broker's edge as a plug-in sees it: remembers what it was asked, always ready for more. */
final class RecordingBroker implements BrokerPort {
  /** One page. */
  record Page(ClientId client, TopicFilter filter, List<Message> messages, boolean retained) {}

  /** One server-side subscribe. */
  record Subscribed(ClientId client, List<Subscription> subscriptions) {}

  final List<Page> pages = new CopyOnWriteArrayList<>();
  final List<Subscribed> subscribed = new CopyOnWriteArrayList<>();
  final Set<ClientId> connected = ConcurrentHashMap.newKeySet();
  private final Set<MessageId> inFlight = ConcurrentHashMap.newKeySet();

  @Override
  public String node() {
    return "emqx@127.0.0.1";
  }

  @Override
  public CompletableFuture<Boolean> subscribe(ClientId client, List<Subscription> subscriptions) {
    subscribed.add(new Subscribed(client, subscriptions));
    return CompletableFuture.completedFuture(true);
  }

  @Override
  public CompletableFuture<Boolean> whenDrained(ClientId client) {
    inFlight.clear();
    return CompletableFuture.completedFuture(isConnected(client));
  }

  @Override
  public CompletableFuture<Boolean> deliver(
      ClientId client, TopicFilter subscription, List<Message> messages, boolean retained) {
    List<Message> unseen = messages.stream().filter(m -> inFlight.add(m.id())).toList();
    pages.add(new Page(client, subscription, unseen, retained));
    return CompletableFuture.completedFuture(isConnected(client));
  }

  @Override
  public void announce(String name, Qos qos, Supplier<byte[]> payload) {
    throw new UnsupportedOperationException("the backend announces nothing");
  }

  @Override
  public boolean isConnected(ClientId client) {
    return connected.contains(client);
  }

  /** Every message sent so far, in order. */
  List<Message> delivered() {
    return pages.stream().flatMap(page -> page.messages().stream()).toList();
  }

  List<String> deliveredPayloads() {
    return delivered().stream()
        .map(m -> new String(m.payload(), java.nio.charset.StandardCharsets.UTF_8))
        .toList();
  }
}
