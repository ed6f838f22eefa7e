package io.dynamq.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.hook.Standing;
import io.dynamq.packet.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AuthChainTest {
  private static final String OPEN = "mqtt:tcp:open";

  private final List<String> asked = new ArrayList<>();

  private AuthLink link(String name, CompletableFuture<Opinion> opinion) {
    return new AuthLink() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public CompletableFuture<Opinion> judge(Credentials credentials) {
        asked.add(name);
        return opinion;
      }
    };
  }

  private AuthLink link(String name, Opinion opinion) {
    return link(name, CompletableFuture.completedFuture(opinion));
  }

  private static AuthChain chain(AuthLink... links) {
    return new AuthChain(List.of(links), new AnonymousAuthenticator(Set.of(OPEN)));
  }

  private static Credentials of(String username, String password) {
    byte[] bytes = password == null ? null : password.getBytes(StandardCharsets.UTF_8);
    return new Credentials("c", username, bytes, null, OPEN);
  }

  private static Opinion allow(String by) {
    return new Opinion.Allow(new Standing(by, true, Map.of("tenant", "a")));
  }

  @Test
  void theFirstOpinionDecides() {
    Verdict verdict =
        chain(link("a", Opinion.NONE), link("b", allow("b")), link("c", Opinion.wrong("no")))
            .authenticate(of("u", "p"))
            .join();
    assertThat(verdict.isAllowed()).isTrue();
    assertThat(verdict.anonymous()).isFalse();
    assertThat(verdict.decidedBy()).isEqualTo("b");
    assertThat(verdict.standing()).isEqualTo(new Standing("b", true, Map.of("tenant", "a")));
    assertThat(asked).containsExactly("a", "b");
  }

  @Test
  void aDenialIsNotAppealed() {
    Verdict verdict =
        chain(link("a", Opinion.wrong("the password is wrong")), link("b", allow("b")))
            .authenticate(of("u", "p"))
            .join();
    assertThat(verdict.code()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    assertThat(verdict.decidedBy()).isEqualTo("a, the password is wrong");
    assertThat(asked).containsExactly("a");
  }

  @Test
  void asksTheNextLinkWhenTheAnswerIsThere() {
    CompletableFuture<Opinion> slow = new CompletableFuture<>();
    CompletableFuture<Verdict> verdict =
        chain(link("slow", slow), link("b", allow("b"))).authenticate(of("u", "p"));
    assertThat(asked).containsExactly("slow");
    assertThat(verdict).isNotDone();
    slow.complete(Opinion.NONE);
    assertThat(verdict.join().decidedBy()).isEqualTo("b");
  }

  @Test
  void aLinkThatFailsHasRefused() {
    AuthLink throwing =
        new AuthLink() {
          @Override
          public String name() {
            return "throwing";
          }

          @Override
          public CompletableFuture<Opinion> judge(Credentials credentials) {
            throw new IllegalStateException("test");
          }
        };
    List<AuthLink> broken =
        List.of(
            throwing,
            link("failing", CompletableFuture.failedFuture(new IllegalStateException("test"))));
    for (AuthLink link : broken) {
      Verdict verdict = chain(link, link("b", allow("b"))).authenticate(of("u", "p")).join();
      assertThat(verdict.code()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
      assertThat(verdict.decidedBy()).isEqualTo(link.name() + ", it failed");
    }
    assertThat(asked).containsExactly("failing");
  }

  @Test
  void aNameThatNobodyKnowsIsNotAnonymous() {
    AuthChain chain = chain(link("a", Opinion.NONE));
    for (Credentials credentials : List.of(of("u", "p"), of("u", null), of(null, "p"))) {
      Verdict verdict = chain.authenticate(credentials).join();
      assertThat(verdict.code()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
      assertThat(verdict.decidedBy()).isEqualTo("auth.order, no link knows the client");
    }
  }

  @Test
  void whoOffersNothingIsAnonymous() {
    AuthChain chain = chain(link("a", Opinion.NONE));
    assertThat(chain.authenticate(of(null, null)).join())
        .isEqualTo(new Verdict(ReasonCode.SUCCESS, "anonymous", true));
    Verdict elsewhere =
        chain.authenticate(new Credentials("c", null, null, null, "mqtt:tcp:closed")).join();
    assertThat(elsewhere.code()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
  }

  @Test
  void aVerifiedCertificateProvesTheNameThatItGivesAndNoOther() {
    AuthChain chain = chain(new CertificateLink());
    assertThat(chain.authenticate(certified("CN=alice", "alice", true)).join().standing())
        .isEqualTo(new Standing("cert", false, Map.of("subject", "CN=alice")));
    assertThat(chain.authenticate(certified("CN=alice", null, false)).join().decidedBy())
        .isEqualTo("cert");
    assertThat(chain.authenticate(certified("CN=alice", "admin", false)).join().isAllowed())
        .isFalse();
    assertThat(chain.authenticate(of("alice", null)).join().isAllowed()).isFalse();
  }

  private static Credentials certified(String subject, String username, boolean names) {
    return new Credentials("c", username, null, null, OPEN, new Certificate(subject, names));
  }
}
