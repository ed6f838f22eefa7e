package io.dynamq.engine;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Will;
import io.dynamq.store.StoredWill;
import io.dynamq.topic.TopicName;

/**
 * A will from CONNECT to its publication.
 *
 * @param stored as the session carries it, under the broker's name for the topic
 * @param client who left it; null after a restart, which only the store has survived, and where no
 *     rules bind it
 * @param asked the client's own name for the topic, without {@code $delayed}, by which permissions
 *     are judged; null likewise
 */
record PendingWill(StoredWill stored, ClientInfo client, TopicName asked) {

  /** The will of a CONNECT that was admitted, null if it has none. */
  static PendingWill of(Core core, Attach attach, MessageId id) {
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
    StoredWill stored = new StoredWill(message, will.delaySeconds(), will.messageExpirySeconds());
    // Whom no rules bind is not judged again.
    return new PendingWill(
        stored,
        attach.zone().guard().rules() ? attach.info() : null,
        core.delayed.real(will.topic()));
  }

  /** A will of which only the store knows; null stays null. */
  static PendingWill restored(StoredWill stored) {
    return stored == null ? null : new PendingWill(stored, null, null);
  }

  long delaySeconds() {
    return stored.delaySeconds();
  }

  /**
   * What is published: under a new id, as of now. Any thread.
   *
   * @return null if the client has lost the permission since its CONNECT
   */
  Message message(Core core) {
    if (isForbidden(core)) {
      core.meters.count(Metric.CLIENT_ACL_DENY);
      core.meters.count(Metric.MESSAGES_DROPPED);
      return null;
    }
    return asOfNow(core.newMessageIds().next());
  }

  private boolean isForbidden(Core core) {
    if (client == null) {
      return false;
    }
    String topic = core.delayed.real(asked).value();
    Message will = stored.message();
    return !core.authorizer.mayPublish(client, topic, will.qos(), will.retain());
  }

  private Message asOfNow(MessageId id) {
    Message will = stored.message();
    long expires =
        stored.messageExpirySeconds() < 0
            ? Message.NEVER
            : id.micros() / 1_000 + stored.messageExpirySeconds() * 1_000;
    return new Message(
        id,
        will.topic(),
        will.qos(),
        will.retain(),
        will.payload(),
        will.properties(),
        will.sender(),
        id.micros(),
        expires);
  }
}
