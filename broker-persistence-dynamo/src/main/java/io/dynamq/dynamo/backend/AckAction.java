package io.dynamq.dynamo.backend;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;

/** {@code on_message_acked_for_queue} and {@code _for_pubsub}. */
final class AckAction {
  private final BackendPool pool;
  private final StoredIds ids;

  AckAction(BackendPool pool, StoredIds ids) {
    this.pool = pool;
    this.ids = ids;
  }

  /** One-to-one: whoever acknowledges first ends the message. */
  void queue(ClientId client, Message message) {
    String topic = message.topic().value();
    StoredId id = ids.of(message.id());
    pool.acked().note(topic, client.value(), id);
    if (ids.isFirstAcknowledgement(message.id())) {
      pool.messages().delete(id.text());
      pool.topicMap().remove(topic, id);
    }
  }

  /** One-to-many: the client's read position moves on, the message stays. */
  void pubsub(ClientId client, Message message) {
    pool.acked().advance(message.topic().value(), client.value(), ids.of(message.id()));
  }
}
