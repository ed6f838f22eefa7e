package io.dynamq.auth;

import io.dynamq.packet.ReasonCode;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Lets everyone in on the listeners that allow it, and nobody elsewhere. */
public final class AnonymousAuthenticator implements Authenticator {
  private static final String NAME = "anonymous";
  private static final CompletableFuture<Verdict> ALLOWED =
      CompletableFuture.completedFuture(new Verdict(ReasonCode.SUCCESS, NAME, true));
  private static final CompletableFuture<Verdict> REFUSED =
      CompletableFuture.completedFuture(new Verdict(ReasonCode.NOT_AUTHORIZED, NAME, false));

  private final Set<String> openListeners;

  /**
   * @param openListeners names of the listeners that take anonymous clients
   */
  public AnonymousAuthenticator(Set<String> openListeners) {
    this.openListeners = Set.copyOf(openListeners);
  }

  @Override
  public CompletableFuture<Verdict> authenticate(Credentials credentials) {
    return openListeners.contains(credentials.listener()) ? ALLOWED : REFUSED;
  }
}
