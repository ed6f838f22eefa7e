package io.dynamq.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * An address to listen on, as configured.
 *
 * @param host numeric address or name, IPv6 without brackets
 */
public record HostPort(String host, int port) {
  /** What {@code off} means: do not listen. */
  static final HostPort OFF = new HostPort("off", -1);

  private static final int MAX_PORT = 65_535;

  /** {@code host:port}, {@code [v6]:port}, or a bare port for every interface as EMQX takes it. */
  static Optional<HostPort> parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "0.0.0.0" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      return Optional.empty();
    }
    String digits = text.substring(colon + 1);
    if (!digits.matches("\\d{1,5}") || !host.matches("[A-Za-z0-9:.%_-]+")) {
      return Optional.empty();
    }
    int port = Integer.parseInt(digits);
    return port > MAX_PORT ? Optional.empty() : Optional.of(new HostPort(host, port));
  }

  /** True for 0.0.0.0 and [::]. */
  boolean isEveryInterface() {
    InetSocketAddress socket = socket();
    return !socket.isUnresolved() && socket.getAddress().isAnyLocalAddress();
  }

  /** True if only this machine can reach it; a name must resolve to loopback addresses only. */
  public boolean isLoopback() {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The same port on this machine only. */
  HostPort onLoopback() {
    return new HostPort(host.indexOf(':') >= 0 ? "::1" : "127.0.0.1", port);
  }

  boolean isOff() {
    return port < 0;
  }

  /** Resolved now if it is a name. */
  public InetSocketAddress socket() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
