package io.dynamq.packet;

import io.dynamq.message.Message;
import io.dynamq.message.Qos;

/**
 * PUBLISH to a client: one shared message and what varies by receiver [MQTT section 3.3].
 *
 * @param packetId 1 to 65,535; 0 for QoS 0
 * @param qos the level of this delivery
 * @param retain the RETAIN flag of this delivery [MQTT-3.3.1-8, -9, -12, -13]
 * @param subscriptionIdentifiers of every matching subscription that has one; never written to
 * @param topicAlias 0 = none
 * @param topicOmitted true if the alias is known to the receiver and the name need not be sent
 * @param expirySeconds seconds left, -1 if it never expires [MQTT-3.3.2-6]
 */
public record Delivery(
    Message message,
    int packetId,
    Qos qos,
    boolean retain,
    boolean dup,
    int[] subscriptionIdentifiers,
    int topicAlias,
    boolean topicOmitted,
    long expirySeconds)
    implements Packet {

  /** For deliveries without subscription identifier. */
  public static final int[] NO_IDENTIFIERS = {};

  /** The same delivery of another message. */
  public Delivery with(Message other) {
    return new Delivery(
        other,
        packetId,
        qos,
        retain,
        dup,
        subscriptionIdentifiers,
        topicAlias,
        topicOmitted,
        expirySeconds);
  }
}
