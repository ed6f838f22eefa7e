package io.dynamq.auth;

import java.util.concurrent.CompletableFuture;

/** One way to judge a name and password or a certificate, at its place in an {@link AuthChain}. */
public interface AuthLink {

  /** As {@code auth.order} calls it, such as {@code file}; answers and logs say it. */
  String name();

  /**
   * Called on an event loop, or where the link before has answered: must return at once. What
   * computes or waits belongs on a thread of the link's own, within a bound on how much may wait.
   *
   * @return an exception counts as a refusal by a server that cannot say
   */
  CompletableFuture<Opinion> judge(Credentials credentials);
}
