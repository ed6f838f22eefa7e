package io.dynamq.store;

import io.dynamq.message.Message;
import io.dynamq.message.Qos;

/**
 * One message in one session's queue, with the terms of its delivery.
 *
 * @param qos the level of this delivery, 1 or 2
 * @param retain the RETAIN flag that the receiver shall see
 * @param subscriptionIdentifiers possibly empty; never written to
 */
public record StoredMessage(
    Position position, Message message, Qos qos, boolean retain, int[] subscriptionIdentifiers) {}
