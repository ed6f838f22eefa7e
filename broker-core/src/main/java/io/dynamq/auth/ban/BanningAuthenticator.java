package io.dynamq.auth.ban;

import io.dynamq.auth.AuthExchange;
import io.dynamq.auth.AuthStep;
import io.dynamq.auth.Authenticator;
import io.dynamq.auth.Credentials;
import io.dynamq.auth.EnhancedAuthenticator;
import io.dynamq.auth.Verdict;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.packet.ReasonCode;
import io.dynamq.store.StoredBan;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Refuses who is banned before anything else is looked at. Any thread. */
public final class BanningAuthenticator implements Authenticator {
  private static final AuthStep REFUSAL = new AuthStep.Refusal(ReasonCode.BANNED, null);

  private final Authenticator judge;
  private final BanList bans;
  private final Meters meters;
  private final Predicate<String> binds;

  /** Bans hold everywhere. */
  public BanningAuthenticator(Authenticator judge, BanList bans, Meters meters) {
    this(judge, bans, meters, listener -> true);
  }

  /**
   * @param binds whether bans hold for the clients of a listener
   */
  public BanningAuthenticator(
      Authenticator judge, BanList bans, Meters meters, Predicate<String> binds) {
    this.judge = judge;
    this.binds = binds;
    this.bans = bans;
    this.meters = meters;
  }

  @Override
  public CompletableFuture<Verdict> authenticate(Credentials credentials) {
    StoredBan ban = against(credentials, credentials.username());
    if (ban == null) {
      return judge.authenticate(credentials);
    }
    meters.count(Metric.CLIENT_BANNED);
    String words = "a ban of its " + ban.as() + " by " + ban.by() + ", " + ban.reason();
    return CompletableFuture.completedFuture(new Verdict(ReasonCode.BANNED, words, false));
  }

  private StoredBan against(Credentials credentials, String username) {
    return binds.test(credentials.listener())
        ? bans.against(credentials.clientId(), username, address(credentials.peer()))
        : null;
  }

  private static String address(SocketAddress peer) {
    return peer instanceof InetSocketAddress inet && !inet.isUnresolved()
        ? inet.getAddress().getHostAddress()
        : "";
  }

  @Override
  public EnhancedAuthenticator method(String name) {
    EnhancedAuthenticator method = judge.method(name);
    return method == null ? null : new Guarded(method);
  }

  /** A method that banned clients cannot use, nor others for a banned name. */
  private final class Guarded implements EnhancedAuthenticator {
    private final EnhancedAuthenticator method;

    Guarded(EnhancedAuthenticator method) {
      this.method = method;
    }

    @Override
    public String method() {
      return method.method();
    }

    @Override
    public AuthExchange begin(Credentials credentials) {
      if (against(credentials, credentials.username()) != null) {
        return data -> CompletableFuture.completedFuture(refusal());
      }
      AuthExchange exchange = method.begin(credentials);
      return data -> exchange.next(data).thenApply(step -> judged(step, credentials));
    }

    private AuthStep judged(AuthStep step, Credentials credentials) {
      return step instanceof AuthStep.Success success
              && against(credentials, success.username()) != null
          ? refusal()
          : step;
    }

    private AuthStep refusal() {
      meters.count(Metric.CLIENT_BANNED);
      return REFUSAL;
    }
  }
}
