package io.dynamq.control;

/**
 * One listener.
 *
 * @param protocol such as {@code mqtt:tcp}
 * @param name such as {@code external}
 * @param address what it is bound to, {@code host:port}
 */
public record ListenerView(
    String protocol,
    String name,
    String address,
    int acceptors,
    int maxConnections,
    int currentConnections,
    boolean running) {}
