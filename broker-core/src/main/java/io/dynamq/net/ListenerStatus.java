package io.dynamq.net;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * One listener as it is now.
 *
 * @param address the real address, where the system chose the port
 * @param connections open at the moment
 * @param refused connections that were closed at accept because of the bound
 * @param accepting false once it was told to accept no more
 */
public record ListenerStatus(
    ListenerSettings settings,
    SocketAddress address,
    int connections,
    long refused,
    boolean accepting) {

  /** The real address of a listener that has a port. */
  public InetSocketAddress bound() {
    return (InetSocketAddress) address;
  }
}
