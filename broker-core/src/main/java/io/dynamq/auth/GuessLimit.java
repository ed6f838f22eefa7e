package io.dynamq.auth;

import io.dynamq.packet.ReasonCode;
import io.dynamq.time.Time;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps whoever tries passwords from trying many: each address has so many failures in a second,
 * beyond that its clients are refused without being judged. Clients that offer neither name nor
 * password guess nothing and pass. Any thread.
 */
public final class GuessLimit implements Authenticator {
  private static final String WORDS = "too many attempts from this address";
  private static final CompletableFuture<Verdict> TOO_MANY =
      CompletableFuture.completedFuture(
          new Verdict(ReasonCode.QUOTA_EXCEEDED, "auth.attempts_per_second, " + WORDS, false));
  private static final CompletableFuture<AuthStep> TOO_MANY_STEPS =
      CompletableFuture.completedFuture(new AuthStep.Refusal(ReasonCode.QUOTA_EXCEEDED, WORDS));

  private final Authenticator judge;
  private final Attempts attempts;

  /**
   * @param perSecond failures of one address
   */
  public GuessLimit(Authenticator judge, int perSecond, Time time) {
    this.judge = judge;
    this.attempts = new Attempts(perSecond, time);
  }

  @Override
  public CompletableFuture<Verdict> authenticate(Credentials credentials) {
    if (credentials.isAnonymous()) {
      return judge.authenticate(credentials);
    }
    Attempts.Allowance attempt = attempts.take(credentials.peer());
    if (attempt == null) {
      return TOO_MANY;
    }
    return judge
        .authenticate(credentials)
        .whenComplete(
            (verdict, fault) -> {
              if (verdict != null && (verdict.isAllowed() || verdict.isServersFault())) {
                attempt.giveBack();
              }
            });
  }

  @Override
  public EnhancedAuthenticator method(String name) {
    EnhancedAuthenticator method = judge.method(name);
    return method == null ? null : new LimitedMethod(method);
  }

  /** A method whose exchanges are attempts. */
  private final class LimitedMethod implements EnhancedAuthenticator {
    private final EnhancedAuthenticator method;

    LimitedMethod(EnhancedAuthenticator method) {
      this.method = method;
    }

    @Override
    public String method() {
      return method.method();
    }

    @Override
    public AuthExchange begin(Credentials credentials) {
      Attempts.Allowance attempt = attempts.take(credentials.peer());
      if (attempt == null) {
        return data -> TOO_MANY_STEPS;
      }
      AuthExchange exchange = method.begin(credentials);
      return data ->
          exchange
              .next(data)
              .whenComplete(
                  (step, fault) -> {
                    if (step instanceof AuthStep.Success) {
                      attempt.giveBack();
                    }
                  });
    }
  }
}
