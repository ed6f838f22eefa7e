package io.dynamq.auth;

import java.util.concurrent.CompletableFuture;

/**
 * The server's side of one authentication, turn by turn. Asked on the client's event loop, not again
 * before the answer is there, and never after a success or a refusal. Dropped without notice when
 * the client goes.
 */
public interface AuthExchange {

  /**
   * What follows on the client's data. Must return at once: what blocks or computes for long belongs
   * on a thread of its own, the answer may come from there.
   *
   * @param data Authentication Data of CONNECT or AUTH, null if there was none
   * @return a client's fault is a {@link AuthStep.Refusal}; an exception counts as one by a server
   *     that cannot say
   */
  CompletableFuture<AuthStep> next(byte[] data);
}
