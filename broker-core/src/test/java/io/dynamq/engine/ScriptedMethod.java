package io.dynamq.engine;

import io.dynamq.auth.AuthExchange;
import io.dynamq.auth.AuthStep;
import io.dynamq.auth.Credentials;
import io.dynamq.auth.EnhancedAuthenticator;
import io.dynamq.packet.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A method that answers when the test says so, or at once: {@code ok:name} succeeds as that user,
 * {@code no} refuses, all else is asked again.
 */
final class ScriptedMethod implements EnhancedAuthenticator {
  static final String NAME = "SCRIPTED";

  final List<Credentials> begun = new ArrayList<>();
  private CompletableFuture<AuthStep> held;
  private boolean hold;
  private ReasonCode refusal = ReasonCode.NOT_AUTHORIZED;

  ScriptedMethod refusingWith(ReasonCode code) {
    refusal = code;
    return this;
  }

  /** From now on the test answers. */
  void hold() {
    hold = true;
  }

  void answer(AuthStep step) {
    held.complete(step);
  }

  void fail(Throwable fault) {
    held.completeExceptionally(fault);
  }

  @Override
  public String method() {
    return NAME;
  }

  @Override
  public AuthExchange begin(Credentials credentials) {
    begun.add(credentials);
    return data -> {
      held = new CompletableFuture<>();
      if (!hold) {
        held.complete(step(data == null ? "" : new String(data, StandardCharsets.UTF_8)));
      }
      return held;
    };
  }

  private AuthStep step(String said) {
    if (said.startsWith("ok:")) {
      return new AuthStep.Success(said.substring(3), bytes("welcome"));
    }
    return said.equals("no")
        ? new AuthStep.Refusal(refusal, "not you")
        : new AuthStep.Challenge(bytes("who are you, " + said + "?"));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
