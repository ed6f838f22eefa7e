package io.dynamq.packet;

import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.topic.TopicName;

/**
 * PUBLISH from a client [MQTT section 3.3].
 *
 * @param topic null if empty on the wire, which needs an alias
 * @param packetId 1 to 65,535; 0 for QoS 0
 * @param topicAlias 0 if absent
 * @param expirySeconds message expiry interval, -1 if absent
 * @param payload this packet's own copy of the bytes
 */
public record Publish(
    boolean dup,
    Qos qos,
    boolean retain,
    TopicName topic,
    int packetId,
    int topicAlias,
    long expirySeconds,
    MessageProperties properties,
    byte[] payload)
    implements Packet {}
