package io.dynamq.auth;

import java.net.InetSocketAddress;

/**
 * What a client offers in CONNECT. The password is not kept after the answer.
 *
 * @param username null if absent
 * @param password null if absent
 */
public record Credentials(
    String clientId, String username, byte[] password, InetSocketAddress peer, String listener) {}
