package io.dynamq.server.config;

/**
 * One MQTT listener.
 *
 * @param name such as {@code external}
 * @param address where it opens, after narrowing
 * @param anonymous whether clients without credentials may connect
 * @param zone whose limits hold for its clients
 */
public record ListenerConfig(
    String name,
    HostPort address,
    boolean anonymous,
    String zone,
    int maxConnections,
    int acceptors,
    int backlog,
    boolean nodelay) {}
