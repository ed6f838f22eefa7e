package io.dynamq.auth;

import java.net.SocketAddress;

/**
 * What a client offers in CONNECT. The password is not kept after the answer.
 *
 * @param username null if absent; a certificate's name if the listener takes it
 * @param password null if absent
 * @param peer where the client is; of another kind than inet on a Unix domain socket
 * @param certificate null if the listener has verified none
 */
public record Credentials(
    String clientId,
    String username,
    byte[] password,
    SocketAddress peer,
    String listener,
    Certificate certificate) {

  /** Of a client without a certificate. */
  public Credentials(
      String clientId, String username, byte[] password, SocketAddress peer, String listener) {
    this(clientId, username, password, peer, listener, null);
  }

  /** Whether it offers neither name nor password. */
  public boolean isAnonymous() {
    return username == null && password == null;
  }
}
