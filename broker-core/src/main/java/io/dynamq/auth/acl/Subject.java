package io.dynamq.auth.acl;

import io.dynamq.hook.ClientInfo;

/**
 * A client as rules see it.
 *
 * @param username null if it has none
 * @param address null if it has none, as on a Unix domain socket
 */
record Subject(String clientId, String username, byte[] address) {

  static Subject of(ClientInfo client) {
    return new Subject(
        client.id().value(), client.username(), Cidr.address(client.peerAddress()));
  }
}
