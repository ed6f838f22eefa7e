package io.dynamq.message;

import io.dynamq.topic.TopicName;

/**
 * An application message inside the broker. Immutable: neither the record nor its payload is
 * changed after construction, so one instance is shared by all receivers on all threads.
 *
 * @param id unique, given once where the message entered this cluster
 * @param topic the name it was published to (after alias, mount point and rewrite)
 * @param qos the level it was published with
 * @param retain the publisher's RETAIN flag
 * @param payload the bytes; shared, never written to
 * @param properties MQTT 5 properties, {@link MessageProperties#NONE} for MQTT 3
 * @param sender the publishing client's id; {@code "$broker"} for the broker itself
 * @param arrivedMicros microseconds since the epoch, the same clock reading as in {@code id}
 * @param expiresAtMillis milliseconds since the epoch after which it must not be delivered, {@link
 *     #NEVER} if it does not expire [MQTT-3.3.2-5, -6]
 */
public record Message(
    MessageId id,
    TopicName topic,
    Qos qos,
    boolean retain,
    byte[] payload,
    MessageProperties properties,
    String sender,
    long arrivedMicros,
    long expiresAtMillis) {

  /** Expiry of a message that has none. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Sender name of messages that the broker itself makes, such as {@code $SYS}. */
  public static final String BROKER = "$broker";

  public boolean isExpired(long nowMillis) {
    return nowMillis >= expiresAtMillis;
  }

  /** Seconds of life left, at least 1, or -1 if the message never expires. */
  public long secondsLeft(long nowMillis) {
    return expiresAtMillis == NEVER
        ? -1
        : Math.max(1, (expiresAtMillis - nowMillis + 999) / 1_000);
  }

  /** The same message under another name. */
  public Message withTopic(TopicName other) {
    return new Message(
        id, other, qos, retain, payload, properties, sender, arrivedMicros, expiresAtMillis);
  }

  /** Bytes that count against queue limits: payload, topic and properties. */
  public int size() {
    return payload.length + topic.value().length() + properties.size();
  }
}
