package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.packet.Will;
import io.dynamq.routing.Receipt;
import io.dynamq.store.StoredWill;

/** Wills from CONNECT to publication. */
final class Wills {
  private Wills() {}

  /** The CONNECT's will as the session carries it, under the broker's name; null if it has none. */
  static StoredWill of(Attach attach, MessageId id) {
    Will will = attach.connect().will();
    if (will == null) {
      return null;
    }
    Message message =
        new Message(
            id,
            attach.names().published(will.topic()),
            will.qos(),
            will.retain(),
            will.payload(),
            will.properties(),
            attach.id().value(),
            id.micros(),
            Message.NEVER);
    return new StoredWill(message, will.delaySeconds(), will.messageExpirySeconds());
  }

  /** Publishes under a new id, as of now. Any thread. */
  static void publish(Core core, StoredWill will) {
    Message as = will.message();
    MessageId id = core.newMessageIds().next();
    long expires =
        will.messageExpirySeconds() < 0
            ? Message.NEVER
            : id.micros() / 1_000 + will.messageExpirySeconds() * 1_000;
    Message message =
        new Message(
            id,
            as.topic(),
            as.qos(),
            as.retain(),
            as.payload(),
            as.properties(),
            as.sender(),
            id.micros(),
            expires);
    if (core.delayed.claims(message.topic())) {
      core.delayed.take(message, Receipt.NONE);
    } else {
      core.publisher.publish(message, Receipt.NONE);
    }
  }
}
