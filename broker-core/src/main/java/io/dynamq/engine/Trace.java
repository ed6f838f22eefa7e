package io.dynamq.engine;

import io.dynamq.control.MessageFate;
import io.dynamq.control.MessageFate.Outcome;
import io.dynamq.message.MessageId;
import io.dynamq.message.Qos;
import io.dynamq.observe.DropReason;
import io.dynamq.store.LedgerEntry;

/** What was found of one message on its way to one client. Times in microseconds, 0 = not. */
final class Trace {
  final MessageId id;
  final String topic;
  String publisher;
  long sent;
  long acknowledged;
  int packetId;
  Qos qos;
  long behind = -1;
  long expired;
  String group;
  long groupBehind;
  LedgerEntry givenUp;

  Trace(MessageId id, String topic) {
    this.id = id;
    this.topic = topic;
  }

  /** What that says; null if it is only known to have been published. */
  MessageFate fate() {
    if (acknowledged > 0) {
      return fate(Outcome.ACKNOWLEDGED, acknowledged, null);
    }
    if (givenUp != null) {
      String detail = givenUp.detail().isEmpty() ? "" : ", " + givenUp.detail();
      return fate(Outcome.NOT_DELIVERED, givenUp.atMicros(), givenUp.reason().text() + detail);
    }
    if (packetId > 0) {
      String missing = qos == Qos.EXACTLY_ONCE ? "PUBREC" : "PUBACK";
      return fate(Outcome.IN_FLIGHT, sent, missing);
    }
    if (expired > 0) {
      return fate(Outcome.NOT_DELIVERED, expired, DropReason.EXPIRED.text());
    }
    if (behind >= 0) {
      return fate(Outcome.QUEUED, 0, null);
    }
    if (group != null) {
      return fate(Outcome.WITH_GROUP, 0, group);
    }
    return sent > 0 ? fate(Outcome.SENT, sent, null) : null;
  }

  MessageFate fate(Outcome outcome, long atMicros, String words) {
    return new MessageFate(
        id.toHex(),
        topic,
        publisher,
        id.micros() / 1_000,
        outcome,
        atMicros / 1_000,
        sent / 1_000,
        packetId,
        outcome == Outcome.WITH_GROUP ? groupBehind : Math.max(0, behind),
        words);
  }
}
