package io.dynamq.net;

import java.net.InetSocketAddress;

/**
 * One listener as it is now.
 *
 * @param bound the real address, where the system chose the port
 * @param connections open at the moment
 * @param refused connections that were closed at accept because of the bound
 * @param accepting false once it was told to accept no more
 */
public record ListenerStatus(
    ListenerSettings settings,
    InetSocketAddress bound,
    int connections,
    long refused,
    boolean accepting) {}
