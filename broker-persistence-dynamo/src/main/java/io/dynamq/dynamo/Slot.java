package io.dynamq.dynamo;

import io.dynamq.message.MessageId;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;

/** One message's place in a segment. Guarded by its {@link ClientQueue}. */
final class Slot {
  final Position position;
  final int size;

  /** Null if the payload is in the segment. */
  final Body body;

  /** Null once the store has it. */
  StoredMessage message;

  /** Whose row must tell of it. */
  final Witness witness;

  boolean removed;

  private final MessageId id;

  Slot(StoredMessage message, Body body, Witness witness) {
    this.witness = witness;
    this.message = message;
    this.body = body;
    id = message.message().id();
    position = message.position();
    boolean elsewhere = body != null && message.message().payload().length == 0;
    size = message.message().size() + (elsewhere ? body.bytes() : 0);
  }

  MessageId id() {
    return id;
  }
}
