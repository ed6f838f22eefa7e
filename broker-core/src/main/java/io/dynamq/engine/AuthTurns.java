package io.dynamq.engine;

import io.dynamq.auth.AuthExchange;
import io.dynamq.auth.AuthStep;
import io.dynamq.packet.ReasonCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exchange in which client and server take turns: who speaks out of turn breaks the protocol. On
 * one loop; answers from other threads come back to it.
 */
final class AuthTurns {
  private static final Logger LOG = LoggerFactory.getLogger(AuthTurns.class);
  private static final AuthStep UNAVAILABLE =
      new AuthStep.Refusal(ReasonCode.SERVER_UNAVAILABLE, "authentication is not available");

  private final AuthExchange exchange;
  private final Executor loop;
  private final Consumer<AuthStep> answered;
  private boolean clientsTurn;

  /**
   * @param answered gets each answer on the loop, a fault as a refusal; not asked whether anyone
   *     still waits for it
   */
  AuthTurns(AuthExchange exchange, Executor loop, Consumer<AuthStep> answered) {
    this.exchange = exchange;
    this.loop = loop;
    this.answered = answered;
  }

  boolean isClientsTurn() {
    return clientsTurn;
  }

  /** The client has spoken. */
  void next(byte[] data) {
    clientsTurn = false;
    CompletableFuture<AuthStep> step = exchange.next(data);
    if (step.isDone() && !step.isCompletedExceptionally()) {
      answer(step.join());
    } else {
      step.whenComplete((answer, fault) -> loop.execute(() -> answer(answer, fault)));
    }
  }

  private void answer(AuthStep step, Throwable fault) {
    if (step == null) {
      LOG.warn("no answer from an authentication method", fault);
    }
    answer(step == null ? UNAVAILABLE : step);
  }

  private void answer(AuthStep step) {
    clientsTurn = step instanceof AuthStep.Challenge;
    answered.accept(step);
  }
}
