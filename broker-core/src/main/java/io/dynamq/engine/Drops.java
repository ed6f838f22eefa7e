package io.dynamq.engine;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.observe.DropReason;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.LedgerEntry;
import io.dynamq.store.LedgerStore;
import io.dynamq.store.StoredMessage;
import io.dynamq.time.Time;
import io.dynamq.topic.TopicName;

/**
 * The one place where it is counted that a receiver does not get a message and, if that was due to
 * it at QoS 1 or 2 and its state outlives connections, written to the ledger. Any thread.
 */
final class Drops {
  private static final int[] NO_IDENTIFIERS = {};

  private final Meters meters;
  private final Time time;
  private final LedgerStore ledger;
  private final Tracer tracer;

  Drops(Meters meters, Time time, LedgerStore ledger, Tracer tracer) {
    this.meters = meters;
    this.time = time;
    this.ledger = ledger;
    this.tracer = tracer;
  }

  /** Of QoS 0, or of a session that ends with its connection: counted only. */
  void fleeting(ClientId receiver, Message message, DropReason reason) {
    meters.dropped(reason);
    if (tracer.isOn()) {
      tracer.dropped(receiver, message, reason, "");
    }
  }

  /** Somebody's queue is full, and the publisher is told so. */
  void refused(String sender, TopicName topic) {
    meters.dropped(DropReason.PUBLISHER_REFUSED);
    if (tracer.isOn()) {
      tracer.refusedPublisher(sender, topic);
    }
  }

  /** A message for a receiver whose state is stored. */
  void durable(ClientId receiver, StoredMessage delivery, DropReason reason) {
    durable(receiver, delivery, reason, "");
  }

  /**
   * The same.
   *
   * @param detail more than the reason says, such as what the store answered
   */
  void durable(ClientId receiver, StoredMessage delivery, DropReason reason, String detail) {
    meters.dropped(reason);
    if (tracer.isOn()) {
      tracer.dropped(receiver, delivery.message(), reason, detail);
    }
    // Who refused a publisher owes its receivers nothing.
    if (delivery.qos() != Qos.AT_MOST_ONCE && reason != DropReason.PUBLISHER_REFUSED) {
      ledger.add(new LedgerEntry(receiver, time.epochMicros(), delivery, reason, detail));
    }
  }

  /** A message that is in the store only and goes unread, so that the ledger cannot have it. */
  void unread(DropReason reason) {
    meters.dropped(reason);
    meters.count(Metric.LEDGER_GIVEN_UP);
  }

  /** A message of a shared group that has no member any more. */
  void leftOver(Message message, String group) {
    StoredMessage delivery =
        new StoredMessage(null, message, message.qos(), message.retain(), NO_IDENTIFIERS, group);
    durable(new ClientId(group), delivery, DropReason.SESSION_ENDED);
  }

  /** Whether it is worth reading a queue to say what of it was not delivered. */
  boolean areKept() {
    return ledger.isEnabled();
  }
}
