/**
 * SCRAM-SHA-256 [RFC 5802, RFC 7677] as an authentication method: the server's side, with stored
 * keys instead of passwords. Start at {@link io.dynamq.auth.scram.ScramAuthenticator}.
 */
package io.dynamq.auth.scram;
