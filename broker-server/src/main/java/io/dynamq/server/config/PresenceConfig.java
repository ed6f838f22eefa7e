package io.dynamq.server.config;

import io.dynamq.message.Qos;

/**
 * What is published about clients that come and go.
 *
 * @param enabled whether anything is
 * @param qos of what is published
 * @param discarded whether also about connections that a clean start of the same client ended
 * @param takenOver whether also about connections that a resumption of their session ended
 */
public record PresenceConfig(boolean enabled, Qos qos, boolean discarded, boolean takenOver) {}
