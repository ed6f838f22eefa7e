package io.dynamq.engine;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Who is at the other end.
 *
 * @param listener {@code protocol:name}, such as {@code mqtt:tcp:external}
 * @param zone the zone of the listener, such as {@code external}
 * @param remote the client's address, behind a proxy the one that the proxy told
 * @param local the address that the client reached
 */
public record Peer(
    String listener,
    String zone,
    SocketAddress remote,
    SocketAddress local,
    Certified certified) {

  /** What {@link #host} says of a peer on this machine that has no address. */
  public static final String UNIX = "unix";

  /**
   * What a certificate tells of a client, whatever it says in CONNECT.
   *
   * @param username null if none
   * @param clientId null if none
   * @param subject of the certificate, if this broker has verified one; null otherwise
   */
  public record Certified(String username, String clientId, String subject) {
    public static final Certified NOTHING = new Certified(null, null);

    /** Names on the word of a proxy. */
    public Certified(String username, String clientId) {
      this(username, clientId, null);
    }
  }

  /** A peer without certificate. */
  public Peer(String listener, String zone, SocketAddress remote, SocketAddress local) {
    this(listener, zone, remote, local, Certified.NOTHING);
  }

  /** Numeric address without port, or {@link #UNIX}. */
  public String host() {
    return remote instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress()
        : UNIX;
  }

  /** 0 where there are no ports. */
  public int port() {
    return port(remote);
  }

  /** 0 where there are no ports. */
  public int localPort() {
    return port(local);
  }

  private static int port(SocketAddress address) {
    return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }
}
