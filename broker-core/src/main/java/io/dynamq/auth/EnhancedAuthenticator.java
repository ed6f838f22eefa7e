package io.dynamq.auth;

/**
 * One authentication method of MQTT 5 [section 4.12]. Found by {@link Authenticator#method}; used
 * for CONNECT and for each re-authentication alike. Any thread.
 */
public interface EnhancedAuthenticator {

  /** The name that clients give in CONNECT, such as {@code SCRAM-SHA-256}. */
  String method();

  /**
   * A new exchange with one client. Called on an event loop: must return at once.
   *
   * @param credentials what CONNECT said beside the method; for a re-authentication the client id,
   *     the name that was authenticated then, and no password
   */
  AuthExchange begin(Credentials credentials);
}
