package io.dynamq.packet;

import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.topic.TopicName;

/**
 * The will of a CONNECT [MQTT section 3.1.2.5].
 *
 * @param delaySeconds 0 if absent
 * @param messageExpirySeconds -1 if absent
 */
public record Will(
    TopicName topic,
    Qos qos,
    boolean retain,
    byte[] payload,
    MessageProperties properties,
    long delaySeconds,
    long messageExpirySeconds) {}
