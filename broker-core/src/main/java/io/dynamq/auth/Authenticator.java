package io.dynamq.auth;

import java.util.concurrent.CompletableFuture;

/** Decides whether a client may connect. Called on an event loop: must return at once. */
public interface Authenticator {

  /** Never completes exceptionally for a client's fault; an exception counts as a refusal. */
  CompletableFuture<Verdict> authenticate(Credentials credentials);

  /** The authentication method of this name [MQTT 5 section 4.12]; null if there is none. */
  default EnhancedAuthenticator method(String name) {
    return null;
  }
}
