package io.dynamq.engine;

import java.net.InetSocketAddress;

/**
 * Who is at the other end.
 *
 * @param listener {@code protocol:name}, such as {@code mqtt:tcp:external}
 * @param zone the zone of the listener, such as {@code external}
 */
public record Peer(String listener, String zone, InetSocketAddress remote, InetSocketAddress local) {}
