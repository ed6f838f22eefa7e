package io.dynamq.net;

import java.net.InetSocketAddress;

/**
 * One listener as configured.
 *
 * @param protocol such as {@code mqtt:tcp}
 * @param name such as {@code external}
 * @param bind port 0 lets the system choose
 * @param zone the name of the zone whose limits hold
 * @param maxConnections at the same time; more are closed at accept
 * @param acceptors shown to operators; one event loop accepts for each listener
 */
public record ListenerSettings(
    String protocol,
    String name,
    InetSocketAddress bind,
    String zone,
    int maxConnections,
    int acceptors,
    SocketOptions socket) {

  /** MQTT over plain TCP, the only protocol so far. */
  public static final String MQTT_TCP = "mqtt:tcp";

  /** A TCP listener with default socket options and EMQX's bound of connections. */
  public static ListenerSettings tcp(String name, InetSocketAddress bind, String zone) {
    return new ListenerSettings(MQTT_TCP, name, bind, zone, 1_024_000, 8, SocketOptions.DEFAULT);
  }

  /** {@code protocol:name}, such as {@code mqtt:tcp:external}. */
  public String id() {
    return protocol + ":" + name;
  }
}
