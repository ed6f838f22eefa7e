package io.dynamq.auth;

import io.dynamq.packet.ReasonCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks its links in order; the first that has an opinion decides. A link that fails has refused. If
 * none has an opinion, a client with a name or password is refused, because nobody knows it, and one
 * without any is judged as an anonymous client. Any thread.
 */
public final class AuthChain implements Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(AuthChain.class);
  private static final Verdict NOBODY =
      new Verdict(
          ReasonCode.BAD_USER_NAME_OR_PASSWORD, "auth.order, no link knows the client", false);

  private final List<AuthLink> links;
  private final Authenticator anonymous;

  /**
   * @param anonymous judges clients that offer nothing
   */
  public AuthChain(List<AuthLink> links, Authenticator anonymous) {
    this.links = List.copyOf(links);
    this.anonymous = anonymous;
  }

  @Override
  public CompletableFuture<Verdict> authenticate(Credentials credentials) {
    return ask(0, credentials);
  }

  private CompletableFuture<Verdict> ask(int index, Credentials credentials) {
    for (int i = index; i < links.size(); i++) {
      AuthLink link = links.get(i);
      CompletableFuture<Opinion> opinion = opinionOf(link, credentials);
      if (!opinion.isDone()) {
        int next = i + 1;
        return opinion.thenCompose(
            later ->
                later instanceof Opinion.None
                    ? ask(next, credentials)
                    : CompletableFuture.completedFuture(verdict(link, later)));
      }
      if (!(opinion.join() instanceof Opinion.None)) {
        return CompletableFuture.completedFuture(verdict(link, opinion.join()));
      }
    }
    return credentials.isAnonymous()
        ? anonymous.authenticate(credentials)
        : CompletableFuture.completedFuture(NOBODY);
  }

  /** Never completes exceptionally. */
  private static CompletableFuture<Opinion> opinionOf(AuthLink link, Credentials credentials) {
    try {
      return link.judge(credentials).exceptionally(fault -> failed(link, fault));
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(failed(link, e));
    }
  }

  private static Opinion failed(AuthLink link, Throwable fault) {
    LOG.error("the authentication link {} failed, the client is refused", link.name(), fault);
    return new Opinion.Deny(ReasonCode.SERVER_UNAVAILABLE, "it failed");
  }

  private static Verdict verdict(AuthLink link, Opinion opinion) {
    if (opinion instanceof Opinion.Allow allow) {
      return new Verdict(ReasonCode.SUCCESS, link.name(), false, allow.standing());
    }
    Opinion.Deny deny = (Opinion.Deny) opinion;
    return new Verdict(deny.code(), link.name() + ", " + deny.words(), false);
  }
}
