package io.dynamq.message;

/** One MQTT 5 user property; names may repeat and order is kept [MQTT-3.3.2-17, -18]. */
public record UserProperty(String name, String value) {}
