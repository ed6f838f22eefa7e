package io.dynamq.net;

import io.dynamq.net.tls.TlsSettings;
import io.dynamq.net.websocket.WebSocketSettings;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;

/**
 * One listener as configured.
 *
 * @param name such as {@code external}
 * @param bind port 0 lets the system choose; a {@link java.net.UnixDomainSocketAddress} for {@link
 *     Protocol#UNIX}
 * @param zone the name of the zone whose limits hold
 * @param layers what lies between the socket and MQTT
 */
public record ListenerSettings(
    Protocol protocol,
    String name,
    SocketAddress bind,
    String zone,
    Admittance admittance,
    SocketOptions socket,
    Layers layers) {

  /** The beginning of the id of every plain TCP listener. */
  public static final String MQTT_TCP = Protocol.TCP.text();

  /**
   * What lies between the socket and MQTT.
   *
   * @param tls null unless the protocol is encrypted
   * @param webSocket null unless the protocol has frames
   * @param proxyNames which of the names that a PROXY header has from a certificate are taken
   * @param socketMode permissions of a Unix domain socket such as {@code rw-rw----}, else null
   */
  public record Layers(
      TlsSettings tls, WebSocketSettings webSocket, ProxyNames proxyNames, String socketMode) {
    public static final Layers NONE = new Layers(null, null, ProxyNames.NONE, null);
  }

  /**
   * Whether the common name of a certificate that a proxy has seen becomes the client's.
   *
   * @param username the client's user name
   * @param clientId the client's identifier
   */
  public record ProxyNames(boolean username, boolean clientId) {
    public static final ProxyNames NONE = new ProxyNames(false, false);
  }

  public ListenerSettings {
    if (protocol.isTls() != (layers.tls() != null)
        || protocol.isWebSocket() != (layers.webSocket() != null)) {
      throw new IllegalArgumentException("the layers are not those of " + protocol);
    }
    Objects.requireNonNull(bind);
  }

  /** A TCP listener with default socket options and EMQX's bound of connections. */
  public static ListenerSettings tcp(String name, InetSocketAddress bind, String zone) {
    return new ListenerSettings(
        Protocol.TCP, name, bind, zone, Admittance.DEFAULT, SocketOptions.DEFAULT, Layers.NONE);
  }

  /** {@code protocol:name}, such as {@code mqtt:tcp:external}. */
  public String id() {
    return protocol.text() + ":" + name;
  }

  /** The same with another admittance. */
  public ListenerSettings withAdmittance(Admittance other) {
    return new ListenerSettings(protocol, name, bind, zone, other, socket, layers);
  }

  /** The same with other socket options. */
  public ListenerSettings withSocket(SocketOptions other) {
    return new ListenerSettings(protocol, name, bind, zone, admittance, other, layers);
  }
}
