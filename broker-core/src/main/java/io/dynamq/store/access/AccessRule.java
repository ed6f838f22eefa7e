package io.dynamq.store.access;

/**
 * An access rule as the store has it; nothing is checked yet, and parts may be null.
 *
 * @param place whose it is and which of them, for operators
 * @param topic a topic filter, or {@code eq } and a text that is meant literally
 * @param action publish, subscribe or pubsub
 * @param permission allow or deny
 */
public record AccessRule(String place, String topic, String action, String permission) {}
