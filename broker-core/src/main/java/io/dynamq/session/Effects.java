package io.dynamq.session;

import io.dynamq.message.Message;
import io.dynamq.observe.DropReason;
import io.dynamq.packet.Packet;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.routing.Receipt;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.topic.TopicName;

/**
 * What a {@link Session} wants done outside. The engine carries it out; tests write it down. Every
 * call happens on the thread that called the session.
 */
public interface Effects {

  /**
   * Writes to the client.
   *
   * @return false if the packet is larger than the client takes; then nothing was written
   */
  boolean send(Packet packet);

  /** False while the socket's outbound buffer is full. */
  boolean isWritable();

  /**
   * Publishes a client's message.
   *
   * @param topic the name after topic alias
   * @param ack to be settled by {@link Session#settled} once the promise holds, null for QoS 0
   */
  void publish(Publish publish, TopicName topic, PendingAck ack);

  /** Whether it is to be stored; else it goes to the client or is gone. */
  boolean keeps(Message message, Receipt receipt);

  /** Appends to the session's stored queue; the receipt is answered by the engine. */
  boolean store(StoredMessage message, Receipt receipt);

  /** The stored message is no longer needed. */
  void forget(Position position);

  /** Asks for stored messages behind a position; answered by {@link Session#pageRead}. */
  void read(Position after, int maxMessages, int maxBytes);

  /** Handed to the connection for the first time. */
  void delivered(Message message);

  /** Acknowledged by the client: PUBACK, or PUBREC for QoS 2. */
  void acked(Message message);

  /** It will not be delivered; counted and, if it must be, noted by the engine. */
  void dropped(StoredMessage delivery, DropReason reason);

  /** The in-flight state that must survive has changed. */
  void changed();

  /** Stops or resumes reading from the client. */
  void reading(boolean on);

  /** The client broke the protocol: tell it where its version can be told, then close. */
  void disconnect(ReasonCode code, String words);
}
