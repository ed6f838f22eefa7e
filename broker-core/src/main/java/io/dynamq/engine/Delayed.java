package io.dynamq.engine;

import io.dynamq.message.LogField;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.Texts;
import io.dynamq.observe.Metric;
import io.dynamq.packet.ReasonCode;
import io.dynamq.routing.Receipt;
import io.dynamq.store.Durability;
import io.dynamq.topic.TopicName;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delayed publication: what is published to {@code $delayed/<seconds>/<topic>} is kept, in memory
 * and in the store, and published to the real topic when it is due. Any thread.
 *
 * <p>Problem: a message must be published once, whatever number of them wait, and must survive this
 * process. So they stand in one structure in the order of their time, which the ticker looks at; a
 * message is taken out before it is published, and its row goes when all that the publication had
 * to store is stored. If the process dies in between the next one publishes it again, under the
 * same id: the id, like the arrival, is made of the time at which the message is due.
 *
 * <p>Hooks, retention and routing happen then, not before. An expiry interval counts from then too,
 * as it does for wills.
 */
final class Delayed {
  private static final Logger LOG = LoggerFactory.getLogger(Delayed.class);

  /** Messages that one tick publishes, so that time goes on for others meanwhile. */
  private static final int PER_TICK = 1_000;

  private final Core core;
  private final BrokerSettings.Delays settings;
  private final ConcurrentSkipListSet<Message> waiting =
      new ConcurrentSkipListSet<>(
          Comparator.comparingLong(Message::arrivedMicros).thenComparing(Message::id));

  /** Published, but the store was too busy to say that it has what this led to. */
  private final Set<Message> unsure = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean forgetting = new AtomicBoolean();

  /** Published, and the store has not said yet that it has what this led to. */
  private final Set<Message> departing = ConcurrentHashMap.newKeySet();

  private final AtomicLong count = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  Delayed(Core core) {
    this.core = core;
    this.settings = core.settings.modules().delays();
  }

  /** Whether a name is one for this class; others are published at once. */
  boolean claims(TopicName topic) {
    return settings.enabled() && DelayedTopic.is(topic.value());
  }

  /** What permissions and limits are about: the real topic; null if the name is malformed. */
  TopicName real(TopicName topic) {
    if (!claims(topic)) {
      return topic;
    }
    DelayedTopic parsed = DelayedTopic.parse(topic.value());
    return parsed == null ? null : parsed.topic();
  }

  /**
   * Keeps a message until it is due.
   *
   * @param sent to a name that {@link #claims}
   * @param receipt joined by the store
   * @return null, or why it is not kept
   */
  ReasonCode take(Message sent, Receipt receipt) {
    DelayedTopic topic = DelayedTopic.parse(sent.topic().value());
    long due = topic == null ? -1 : topic.dueMicros(sent.arrivedMicros());
    ReasonCode refusal =
        due < 0
            ? ReasonCode.TOPIC_NAME_INVALID
            : isFull() || core.watch.refusal(topic.topic()) != null
                ? ReasonCode.QUOTA_EXCEEDED
                : null;
    if (refusal != null) {
      core.meters.count(Metric.MESSAGES_DROPPED);
      return refusal;
    }
    Message message = published(sent, topic.topic(), due);
    while (waiting.contains(message)) {
      // Sent at another time, but due at the same one and after as many others.
      message = published(sent, topic.topic(), ++due);
    }
    keep(message, receipt);
    receipt.taken(message, -1);
    return null;
  }

  private void keep(Message message, Receipt receipt) {
    CompletableFuture<Void> kept =
        core.storage
            .delayed()
            .put(
                message,
                message.qos().isAcknowledged() ? core.promised(message, receipt) : Durability.MEMORY);
    core.meters.count(Metric.MESSAGES_DELAYED);
    add(message);
    receipt.join(kept);
    if (!kept.isDone() || kept.isCompletedExceptionally()) {
      kept.whenComplete((done, fault) -> kept(message, fault));
    }
  }

  private boolean isFull() {
    return settings.maxMessages() > 0 && count.get() >= settings.maxMessages()
        || settings.maxBytes() > 0 && bytes.get() >= settings.maxBytes();
  }

  /** The message as it will be published. */
  private static Message published(Message sent, TopicName topic, long dueMicros) {
    long expires =
        sent.expiresAtMillis() == Message.NEVER
            ? Message.NEVER
            : sent.expiresAtMillis() + (dueMicros - sent.arrivedMicros()) / 1_000;
    return new Message(
        new MessageId(dueMicros, sent.id().rest()),
        topic,
        sent.qos(),
        sent.retain(),
        sent.payload(),
        sent.properties(),
        sent.sender(),
        dueMicros,
        expires);
  }

  /** The publisher hears that the store refused it, so it is not published either. */
  private void kept(Message message, Throwable fault) {
    if (fault != null && waiting.remove(message)) {
      removed(message);
      core.meters.count(Metric.MESSAGES_DROPPED);
    }
  }

  private void add(Message message) {
    if (waiting.add(message)) {
      count.incrementAndGet();
      bytes.addAndGet(message.size());
    }
  }

  /** Of a node that is dead. */
  void inherited(Message message) {
    if (settings.enabled()) {
      add(message);
    }
  }

  /** They are another node's to publish. */
  void abandon() {
    for (Message message : waiting) {
      if (waiting.remove(message)) {
        removed(message);
      }
    }
  }

  private void removed(Message message) {
    count.decrementAndGet();
    bytes.addAndGet(-message.size());
  }

  /** Reads what the store kept; nothing while the module is off. */
  CompletableFuture<Void> restore() {
    return settings.enabled()
        ? core.storage.delayed().forEach(this::add)
        : CompletableFuture.completedFuture(null);
  }

  /**
   * Publishes what is due. Serial; waits while the store has more than enough to write, and for the
   * next start once the broker is closing, so that no publication is left half done.
   */
  void publishDue(long nowMillis) {
    if (waiting.isEmpty() && unsure.isEmpty() || core.storage.health().isSlow()
        || !core.storage.isSure()) {
      return;
    }
    forgetUnsure();
    int published = 0;
    for (Message next : waiting) {
      if (published == PER_TICK
          || next.arrivedMicros() / 1_000 > nowMillis
          || core.sessions.isClosing()) {
        return;
      }
      // It was promised to receivers that are away too, so it waits where those would miss it.
      if (core.watch.keeps(next.topic()) && waiting.remove(next)) {
        removed(next);
        publish(next, nowMillis);
        published++;
      }
    }
  }

  private void publish(Message message, long nowMillis) {
    if (message.isExpired(nowMillis)) {
      core.meters.count(Metric.MESSAGES_DROPPED);
      core.storage.delayed().remove(message, Durability.MEMORY);
      return;
    }
    departing.add(message);
    Promise promise = new Promise(fault -> published(message, fault));
    core.publisher.publish(message, promise);
    promise.seal();
  }

  private void published(Message message, Throwable fault) {
    departing.remove(message);
    if (fault != null) {
      LOG.warn(
          "a delayed message to {} was not stored for every receiver: {}",
          LogField.topic(message.topic().value()),
          Texts.cause(fault));
    }
    // Receivers have it, so it is not published again. But a store that is too busy may still have
    // to write what it took for others; if that is lost with this process, the row is needed.
    if (fault != null && PublishReceipt.codeOf(fault) == ReasonCode.QUOTA_EXCEEDED) {
      unsure.add(message);
    } else {
      core.storage.delayed().remove(message, Durability.MEMORY);
    }
  }

  /** The store is well again: the rows go when it has what it had to write till now. */
  private void forgetUnsure() {
    if (!unsure.isEmpty() && forgetting.compareAndSet(false, true)) {
      List<Message> rows = List.copyOf(unsure);
      core.storage
          .flush()
          .whenComplete(
              (done, fault) -> {
                forgetting.set(false);
                if (fault == null) {
                  rows.forEach(this::forget);
                }
              });
    }
  }

  private void forget(Message message) {
    if (unsure.remove(message)) {
      core.storage.delayed().remove(message, Durability.MEMORY);
    }
  }

  /**
   * The broker stops. The rows of all that was published go behind whatever that led to, so they
   * are still there if the store does not get so far.
   */
  void stop() {
    unsure.forEach(this::forget);
    departing.forEach(one -> core.storage.delayed().remove(one, Durability.MEMORY));
  }

  /** Messages that wait. */
  long count() {
    return count.get();
  }

  /** Their bytes of payload, topic and properties. */
  long bytes() {
    return bytes.get();
  }
}
