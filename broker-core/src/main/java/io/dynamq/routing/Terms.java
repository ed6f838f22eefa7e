package io.dynamq.routing;

import io.dynamq.message.Qos;

/**
 * On what terms a subscriber gets a message, after all its matching subscriptions are merged.
 * Precomputed per subscription, so matching one subscription allocates nothing.
 *
 * @param qos the highest of the matching subscriptions [MQTT-3.3.4-2]
 * @param retainAsPublished whether any of them keeps the publisher's RETAIN flag
 * @param subscriptionIdentifiers of all of them that have one [MQTT-3.3.4-3..5]; never written to
 * @param sharedGroup the filter text of the shared subscription it came through, else null
 */
public record Terms(
    Qos qos, boolean retainAsPublished, int[] subscriptionIdentifiers, String sharedGroup) {}
