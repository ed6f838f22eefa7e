package io.dynamq.control;

import io.dynamq.message.Qos;
import io.dynamq.topic.TopicName;

/**
 * A message that an operator publishes. No access rule is asked; hooks, delay and durability are as
 * for any other.
 *
 * @param sender client id in whose name, as hooks and subscribers with "no local" see it
 * @param expirySeconds message expiry, -1 = never
 */
public record Publication(
    String sender,
    TopicName topic,
    Qos qos,
    boolean retain,
    byte[] payload,
    long expirySeconds) {}
