package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.packet.ReasonCode;
import io.dynamq.store.HistoryEvent;
import io.dynamq.store.HistoryEvent.Kind;
import io.dynamq.store.HistoryStore;
import io.dynamq.time.Time;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notes what {@code why} will be asked. Any thread. Where the history is off, or no topic is recorded,
 * each call ends with one look at a field.
 */
final class History {
  /** Refusals in a second; who is refused may try without end. */
  private static final int REFUSALS_MAX = 100;

  private final HistoryStore store;
  private final Time time;
  private volatile boolean enabled;
  private volatile boolean messages;
  private final AtomicLong refusals = new AtomicLong();

  History(HistoryStore store, Time time) {
    this.store = store;
    this.time = time;
    look();
  }

  /** A store that comes late tells only then what it notes. */
  void look() {
    enabled = store.isEnabled();
    messages = enabled && store.recordsMessages();
  }

  /** A message was handed to everyone who gets it. */
  void published(Message message, int receivers) {
    if (messages && message.qos() != Qos.AT_MOST_ONCE && store.records(message.topic())) {
      note(Kind.PUBLISHED, message.arrivedMicros(), message, message.sender(), receivers);
    }
  }

  /** A delivery of QoS 1 or 2 to a session that is kept has left for the first time. */
  void sent(Home home, Message message, Qos qos) {
    if (messages && home.lease() != null && store.records(message.topic())) {
      note(Kind.SENT, time.epochMicros(), message, home.clientId().value(), qos.value());
    }
  }

  /** The client has acknowledged a delivery. */
  void acknowledged(Home home, Message message) {
    if (messages && home.lease() != null && store.records(message.topic())) {
      note(Kind.ACKNOWLEDGED, time.epochMicros(), message, home.clientId().value(), 0);
    }
  }

  private void note(Kind kind, long atMicros, Message message, String client, long number) {
    store.note(
        HistoryEvent.ofMessage(
            kind, atMicros, message.id(), client, message.topic().value(), number));
  }

  /**
   * A client's publish was refused.
   *
   * @param rule what refused it, null if the code says all
   */
  void refused(String client, TopicName topic, ReasonCode code, String rule) {
    if (!enabled || tooMany()) {
      return;
    }
    String words = code.name().toLowerCase(Locale.ROOT) + (rule == null ? "" : ": " + rule);
    store.note(
        new HistoryEvent(
            Kind.REFUSED, time.epochMicros(), null, client, topic.value(), 0, words));
  }

  /** Seconds in the upper half, how many in that second in the lower. */
  private boolean tooMany() {
    long second = time.epochSeconds() << 32;
    return (refusals.updateAndGet(old -> old < second ? second : old + 1) & 0xFFFF_FFFFL)
        >= REFUSALS_MAX;
  }

  void sessionCreated(Home home) {
    session(home, Kind.SESSION_CREATED, null);
  }

  /** Call while the home has its lease. */
  void sessionEnded(Home home, String why) {
    session(home, Kind.SESSION_ENDED, why);
  }

  private void session(Home home, Kind kind, String words) {
    if (enabled && home.lease() != null) {
      store.note(
          HistoryEvent.ofSession(kind, time.epochMicros(), home.clientId().value(), words));
    }
  }

  void subscribed(Home home, Subscription subscription, boolean isNew) {
    int number = subscription.qos().value() | (isNew ? HistoryEvent.ANEW : 0);
    subscription(home, Kind.SUBSCRIBED, subscription.filter(), number);
  }

  void unsubscribed(Home home, TopicFilter filter) {
    subscription(home, Kind.UNSUBSCRIBED, filter, 0);
  }

  private void subscription(Home home, Kind kind, TopicFilter filter, int number) {
    if (enabled && home.lease() != null) {
      store.note(
          HistoryEvent.ofMessage(
              kind, time.epochMicros(), null, home.clientId().value(), filter.text(), number));
    }
  }
}
