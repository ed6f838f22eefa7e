package io.dynamq.auth;

/**
 * A client's certificate that the listener has verified.
 *
 * @param subject as RFC 2253 writes it
 * @param namesUser whether the client's user name was taken from it, so CONNECT could not choose one
 */
public record Certificate(String subject, boolean namesUser) {}
