package io.dynamq.dynamo.backend;

import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Hooks;
import io.dynamq.hook.Plugin;
import io.dynamq.message.Message;
import io.dynamq.message.Subscription;
import io.dynamq.time.Time;
import io.dynamq.topic.TopicFilter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Runs the rules of each hook in their order. On event loops, so everything here only enters
 * writes into a write-behind or hands a look-up to a pool's reader threads.
 */
final class BackendHooks implements Hooks {

  /** A rule with the functions of its pool. */
  private record Bound(HookRule rule, PoolActions actions) {}

  /**
   * @param always whether sessions that are resumed are looked up as well
   */
  private record Lookup(PoolActions actions, boolean always) {}

  private final Map<HookEvent, List<Bound>> rules = new EnumMap<>(HookEvent.class);
  private final List<Lookup> lookups;
  private final Time time;
  private final Map<String, PoolActions> pools;
  private final Plugin.Context context;

  BackendHooks(BackendConfig config, Map<String, PoolActions> pools, Plugin.Context context) {
    this.time = context.time();
    this.pools = pools;
    this.context = context;
    for (HookEvent event : HookEvent.values()) {
      rules.put(
          event,
          config.rulesOf(event).stream()
              .map(rule -> new Bound(rule, pools.get(rule.pool())))
              .toList());
    }
    lookups =
        pools.entrySet().stream()
            .filter(pool -> looksUp(config.rules(), pool.getKey(), null))
            .map(
                pool ->
                    new Lookup(
                        pool.getValue(),
                        looksUp(config.rules(), pool.getKey(), HookEvent.CLIENT_CONNECTED)))
            .toList();
  }

  private static boolean looksUp(List<HookRule> all, String pool, HookEvent event) {
    return all.stream()
        .anyMatch(
            rule ->
                rule.function() == HookFunction.SUBSCRIBE_LOOKUP
                    && rule.pool().equals(pool)
                    && (event == null || rule.event() == event));
  }

  @Override
  public void sessionCreated(ClientInfo client) {
    for (Lookup lookup : lookups) {
      lookup.actions.subscribeLookup().created(client);
    }
  }

  @Override
  public void clientConnected(ClientInfo client) {
    for (Bound bound : rules.get(HookEvent.CLIENT_CONNECTED)) {
      if (bound.rule.function() == HookFunction.CLIENT_ONLINE) {
        bound.actions.pool().clients().online(client.id().value(), client.connectedAtMillis());
      }
    }
    for (Lookup lookup : lookups) {
      watch(
          lookup.actions,
          "looking up the subscriptions of " + client.id(),
          lookup.actions.subscribeLookup().connected(client, lookup.always));
    }
  }

  @Override
  public void clientDisconnected(ClientInfo client, String reason) {
    for (Bound bound : rules.get(HookEvent.CLIENT_DISCONNECTED)) {
      bound
          .actions
          .pool()
          .clients()
          .offline(client.id().value(), client.connectedAtMillis(), time.epochSeconds());
    }
  }

  @Override
  public void sessionTerminated(ClientInfo client, String reason) {
    for (Lookup lookup : lookups) {
      lookup.actions.subscribeLookup().gone(client);
    }
  }

  /** Its clients are still online by the table, and nobody else will say otherwise. */
  @Override
  public void nodeDied(String node) {
    if (!rules.get(HookEvent.CLIENT_DISCONNECTED).isEmpty()) {
      for (PoolActions actions : pools.values()) {
        watch(actions, "repairing clients of " + node, actions.pool().repair(context, node));
      }
    }
  }

  @Override
  public void sessionSubscribed(ClientInfo client, Subscription subscription, boolean isNew) {
    for (Bound bound : rules.get(HookEvent.SESSION_SUBSCRIBED)) {
      if (bound.rule.covers(subscription.filter().path())) {
        watch(
            bound.actions,
            bound.rule.function().text() + " for " + client.id() + " on " + subscription.filter(),
            subscribed(bound, client, subscription, isNew));
      }
    }
  }

  private static CompletableFuture<Void> subscribed(
      Bound bound, ClientInfo client, Subscription subscription, boolean isNew) {
    OfflineOptions limits = bound.rule.limits().offline();
    return switch (bound.rule.function()) {
      case FETCH_FOR_QUEUE -> bound.actions.fetch().queue(client, subscription, limits);
      case FETCH_FOR_PUBSUB -> bound.actions.fetch().pubsub(client, subscription, limits);
      case RETAIN_LOOKUP -> bound.actions.retainLookup().run(client, subscription, isNew);
      default -> throw new IllegalStateException("not a function of session.subscribed");
    };
  }

  @Override
  public void sessionUnsubscribed(ClientInfo client, TopicFilter filter) {
    for (Bound bound : rules.get(HookEvent.SESSION_UNSUBSCRIBED)) {
      if (bound.rule.covers(filter.path())) {
        bound.actions.pool().acked().delete(filter.path(), client.id().value());
      }
    }
  }

  @Override
  public CompletableFuture<Void> messagePublish(Message message) {
    CompletableFuture<Void> all = DONE;
    List<Bound> published = rules.get(HookEvent.MESSAGE_PUBLISH);
    for (int i = 0; i < published.size(); i++) {
      Bound bound = published.get(i);
      if (bound.rule.covers(message.topic().value())) {
        CompletableFuture<Void> one = published(published, i, message);
        if (one != DONE) {
          all = all == DONE ? one : CompletableFuture.allOf(all, one);
        }
      }
    }
    return all;
  }

  private static CompletableFuture<Void> published(
      List<Bound> published, int index, Message message) {
    Bound bound = published.get(index);
    PublishAction action = bound.actions.publish();
    return switch (bound.rule.function()) {
      case PUBLISH, STORE ->
          stores(bound, message) && isFirstStoring(published, index, message)
              ? action.store(message, bound.rule)
              : DONE;
      case RETAIN -> action.retain(message, bound.rule);
      case RETAIN_DELETE -> action.deleteRetained(message);
      default -> throw new IllegalStateException("not a function of message.publish");
    };
  }

  /** {@code on_message_publish} leaves QoS 0 alone, in EMQX too. */
  private static boolean stores(Bound bound, Message message) {
    HookFunction function = bound.rule.function();
    return function == HookFunction.STORE
        || function == HookFunction.PUBLISH && message.qos().isAcknowledged();
  }

  /** Two storing rules on one message would enter it twice into the topic's bookkeeping. */
  private static boolean isFirstStoring(List<Bound> published, int index, Message message) {
    Bound bound = published.get(index);
    for (Bound earlier : published.subList(0, index)) {
      if (earlier.actions == bound.actions
          && stores(earlier, message)
          && earlier.rule.covers(message.topic().value())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void messageDelivered(ClientInfo client, Message message) {
    acknowledged(HookEvent.MESSAGE_DELIVERED, client, message);
  }

  @Override
  public void messageAcked(ClientInfo client, Message message) {
    acknowledged(HookEvent.MESSAGE_ACKED, client, message);
  }

  private void acknowledged(HookEvent event, ClientInfo client, Message message) {
    for (Bound bound : rules.get(event)) {
      if (bound.rule.covers(message.topic().value())) {
        if (bound.rule.function() == HookFunction.ACKED_FOR_QUEUE) {
          bound.actions.ack().queue(client.id(), message);
        } else {
          bound.actions.ack().pubsub(client.id(), message);
        }
      }
    }
  }

  private static void watch(PoolActions actions, String what, CompletableFuture<?> result) {
    result.exceptionally(
        error -> {
          actions.pool().refusals().failed(what, error);
          return null;
        });
  }
}
