package io.dynamq.engine;

import io.dynamq.hook.HookChain;
import io.dynamq.hook.Hooks;
import io.dynamq.message.Message;
import io.dynamq.observe.DropReason;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.routing.Receipt;
import io.dynamq.routing.RetainedIndex;
import io.dynamq.routing.Sink;
import io.dynamq.routing.Subscriber;
import io.dynamq.routing.SubscriptionTable;
import io.dynamq.routing.Target;
import io.dynamq.routing.Terms;
import io.dynamq.store.Durability;
import io.dynamq.topic.TopicName;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * A message's way from its publisher to its receivers: hooks, retain, match, hand over. Called on
 * the publisher's loop, or on any thread for messages of the broker itself.
 */
final class Publisher {
  private final SubscriptionTable table;
  private final RetainedIndex retained;
  private final RetainedMirror retainedMirror;
  private final HookChain hooks;
  private final Meters meters;
  private final Drops drops;
  private final BrokerSettings settings;
  private final History history;
  private final StoreWatch watch;
  private final Tracer tracer;

  /** Where it is written what becomes of messages, and how the store is. */
  record Notes(Drops drops, History history, StoreWatch watch, Tracer tracer) {}

  Publisher(
      BrokerSettings settings,
      RetainedMirror retainedMirror,
      SubscriptionTable table,
      HookChain hooks,
      Meters meters,
      Notes notes) {
    this.watch = notes.watch;
    this.tracer = notes.tracer;
    this.settings = settings;
    this.retainedMirror = retainedMirror;
    this.table = table;
    this.retained = retainedMirror.index();
    this.hooks = hooks;
    this.meters = meters;
    this.drops = notes.drops();
    this.history = notes.history();
  }

  /**
   * Publishes an authorised message.
   *
   * @param receipt joined by everything that must hold before the publisher is acknowledged
   * @return how many receivers matched
   */
  int publish(Message message, Receipt receipt) {
    arrived(message, receipt);
    return matched(message, route(message, receipt));
  }

  /**
   * The same for a caller that offers the message to each receiver itself.
   *
   * @param receipt joined by all but the receivers
   */
  int publish(Message message, Receipt receipt, BiConsumer<Subscriber, Terms> offer) {
    arrived(message, receipt);
    Offers offers = new Offers(offer, meters);
    table.match(message.topic(), message.sender(), offers);
    return matched(message, offers.matched);
  }

  private void arrived(Message message, Receipt receipt) {
    meters.count(Metric.MESSAGES_PUBLISH);
    CompletableFuture<Void> stored = hooks.messagePublish(message);
    if (stored != Hooks.DONE) {
      receipt.join(stored);
    }
    if (message.retain()) {
      retain(message, receipt);
    }
  }

  private int matched(Message message, int matched) {
    history.published(message, matched);
    if (tracer.isOn()) {
      tracer.published(message, matched);
    }
    if (matched == 0) {
      meters.count(Metric.MESSAGES_DROPPED);
      meters.count(Metric.MESSAGES_DROPPED_NO_SUBSCRIBERS);
      hooks.messageDropped(message);
    }
    return matched;
  }

  /** For the broker's own topics: no hooks, nothing stored, not counted as dropped. */
  void publishInternal(Message message, Receipt receipt) {
    if (message.retain()) {
      retained.put(message);
    }
    route(message, receipt);
  }

  /**
   * Gives a message whose chosen member of a shared group has left to another one.
   *
   * @param group the filter text of the shared subscription
   */
  void redispatch(Message message, String group, Subscriber left, Receipt receipt) {
    Optional<Target> target =
        table.redispatch(group, message.topic(), message.sender(), member -> member == left);
    if (target.isPresent()) {
      target.get().subscriber().deliver(message, target.get().terms(), receipt);
    } else {
      drops.leftOver(message, group);
    }
  }

  /** Removes a retained message here and in the store; null if there was none. */
  CompletableFuture<Void> removeRetained(TopicName topic) {
    Message gone = retained.remove(topic);
    return gone == null ? null : retainedMirror.follow(topic, gone.id(), Durability.MEMORY);
  }

  /** Removes retained messages whose time is up, here and in the store. */
  void removeExpired(long nowMillis, int max) {
    for (Message gone : retained.removeExpired(nowMillis, max)) {
      retainedMirror.follow(gone.topic(), gone.id(), Durability.MEMORY);
    }
  }

  private int route(Message message, Receipt receipt) {
    HandOver handOver = new HandOver(message, receipt, meters, tracer);
    table.match(message.topic(), message.sender(), handOver);
    return handOver.matched;
  }

  private void retain(Message message, Receipt receipt) {
    CompletableFuture<Void> refusal = watch.refusal(message.topic());
    if (refusal != null) {
      receipt.join(refusal);
      return;
    }
    if (message.payload().length == 0) {
      if (retained.remove(message.topic()) != null || retainedMirror.isBlind()) {
        receipt.join(
            retainedMirror.follow(message.topic(), message.id(), durability(message, receipt)));
      }
      return;
    }
    BrokerSettings.RetainedLimits limits = settings.retained();
    boolean tooLarge = limits.maxPayload() > 0 && message.payload().length > limits.maxPayload();
    boolean tooMany =
        limits.maxMessages() > 0
            && retained.count() >= limits.maxMessages()
            && retained.get(message.topic()) == null;
    if (tooLarge || tooMany) {
      meters.count(Metric.MESSAGES_DROPPED);
      return;
    }
    Message kept = withRetainedExpiry(message, limits);
    retained.put(kept);
    meters.count(Metric.MESSAGES_RETAINED);
    receipt.join(retainedMirror.follow(kept.topic(), kept.id(), durability(message, receipt)));
  }

  private static Message withRetainedExpiry(
      Message message, BrokerSettings.RetainedLimits limits) {
    if (limits.expirySeconds() == 0 || message.expiresAtMillis() != Message.NEVER) {
      return message;
    }
    long until = message.arrivedMicros() / 1_000 + limits.expirySeconds() * 1_000;
    return new Message(
        message.id(),
        message.topic(),
        message.qos(),
        true,
        message.payload(),
        message.properties(),
        message.sender(),
        message.arrivedMicros(),
        until);
  }

  private Durability durability(Message message, Receipt receipt) {
    if (!message.qos().isAcknowledged()) {
      return Durability.MEMORY;
    }
    Durability asked = receipt.durability();
    return asked == null ? settings.durability().of(message.topic()) : asked;
  }

  /** Counts the receivers while somebody else hands over. */
  private static final class Offers implements Sink {
    private final BiConsumer<Subscriber, Terms> offer;
    private final Meters meters;
    private int matched;

    Offers(BiConsumer<Subscriber, Terms> offer, Meters meters) {
      this.offer = offer;
      this.meters = meters;
    }

    @Override
    public void accept(Subscriber subscriber, Terms terms) {
      matched++;
      offer.accept(subscriber, terms);
    }

    @Override
    public void skippedNoLocal(Subscriber subscriber) {
      meters.dropped(DropReason.NO_LOCAL);
    }
  }

  /** Counts the receivers while handing over. */
  private static final class HandOver implements Sink {
    private final Message message;
    private final Receipt receipt;
    private final Meters meters;
    private final Tracer tracer;
    private int matched;

    HandOver(Message message, Receipt receipt, Meters meters, Tracer tracer) {
      this.tracer = tracer;
      this.message = message;
      this.receipt = receipt;
      this.meters = meters;
    }

    @Override
    public void accept(Subscriber subscriber, Terms terms) {
      matched++;
      if (tracer.isOn()) {
        tracer.matched(subscriber.clientId(), message, terms.sharedGroup());
      }
      subscriber.deliver(message, terms, receipt);
    }

    @Override
    public void skippedNoLocal(Subscriber subscriber) {
      meters.dropped(DropReason.NO_LOCAL);
      if (tracer.isOn()) {
        tracer.dropped(subscriber.clientId(), message, DropReason.NO_LOCAL, "");
      }
    }
  }
}
