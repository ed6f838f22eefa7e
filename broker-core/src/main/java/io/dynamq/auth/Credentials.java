package io.dynamq.auth;

import java.net.SocketAddress;

/**
 * What a client offers in CONNECT. The password is not kept after the answer.
 *
 * @param username null if absent; a certificate's name if the listener takes it
 * @param password null if absent
 * @param peer where the client is; of another kind than inet on a Unix domain socket
 */
public record Credentials(
    String clientId, String username, byte[] password, SocketAddress peer, String listener) {}
