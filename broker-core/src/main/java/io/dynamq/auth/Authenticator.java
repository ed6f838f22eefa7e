package io.dynamq.auth;

import java.util.concurrent.CompletableFuture;

/** Decides whether a client may connect. Called on an event loop: must return at once. */
public interface Authenticator {

  /** Never completes exceptionally for a client's fault; an exception counts as a refusal. */
  CompletableFuture<Verdict> authenticate(Credentials credentials);
}
