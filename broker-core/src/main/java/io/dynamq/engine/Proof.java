package io.dynamq.engine;

import io.dynamq.auth.EnhancedAuthenticator;

/**
 * How a client has proven its name with an authentication method.
 *
 * @param username the name that was proven
 * @param finalData for CONNACK, null if there is none
 */
record Proof(EnhancedAuthenticator authenticator, String username, byte[] finalData) {

  /** The method's name. */
  String method() {
    return authenticator.method();
  }
}
