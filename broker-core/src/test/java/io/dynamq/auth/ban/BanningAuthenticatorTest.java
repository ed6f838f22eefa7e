package io.dynamq.auth.ban;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.dynamq.testkit.FakeTime;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BanningAuthenticatorTest {
  private final BanList bans = new BanList(new FakeTime());
  private final Meters meters = new Meters();
  private final Authenticator banning =
      new BanningAuthenticator(new Everyone(), bans, meters);

  /** Lets everyone in; a method proves the name that is its data. */
  private static final class Everyone implements Authenticator {
    @Override
    public CompletableFuture<Verdict> authenticate(Credentials credentials) {
      return CompletableFuture.completedFuture(new Verdict(ReasonCode.SUCCESS, "test", false));
    }

    @Override
    public EnhancedAuthenticator method(String name) {
      return new EnhancedAuthenticator() {
        @Override
        public String method() {
          return name;
        }

        @Override
        public AuthExchange begin(Credentials credentials) {
          return data ->
              CompletableFuture.completedFuture(
                  new AuthStep.Success(new String(data), null));
        }
      };
    }
  }

  private static Credentials client(String id, String name) {
    return new Credentials(id, name, null, new InetSocketAddress("127.0.0.1", 5), "mqtt:tcp:x");
  }

  private void ban(String as, String who) {
    bans.use(List.of(new StoredBan(as, who, "", "test", 0, Long.MAX_VALUE)));
  }

  private ReasonCode code(String id, String name) {
    return banning.authenticate(client(id, name)).join().code();
  }

  private AuthStep step(String id, String proven) {
    return banning.method("M").begin(client(id, null)).next(proven.getBytes()).join();
  }

  @Test
  void refusesByIdentifierNameAndAddress() {
    assertThat(code("c", "u")).isEqualTo(ReasonCode.SUCCESS);
    ban("clientid", "c");
    assertThat(code("c", "u")).isEqualTo(ReasonCode.BANNED);
    ban("username", "u");
    assertThat(code("c", "u")).isEqualTo(ReasonCode.BANNED);
    assertThat(code("c", null)).isEqualTo(ReasonCode.SUCCESS);
    ban("peerhost", "127.0.0.0/30");
    assertThat(code("c", null)).isEqualTo(ReasonCode.BANNED);
    assertThat(meters.value(Metric.CLIENT_BANNED)).isEqualTo(3);
  }

  @Test
  void aMethodProvesNoBannedName() {
    ban("username", "ann");
    assertThat(step("c", "ann")).isInstanceOf(AuthStep.Refusal.class);
    assertThat(step("c", "bob")).isInstanceOf(AuthStep.Success.class);
    ban("clientid", "c");
    assertThat(step("c", "bob"))
        .isEqualTo(new AuthStep.Refusal(ReasonCode.BANNED, null));
  }

  @Test
  void holdsOnlyForTheListenersThatWantIt() {
    Authenticator some =
        new BanningAuthenticator(new Everyone(), bans, meters, "mqtt:tcp:y"::equals);
    ban(BanList.CLIENT_ID, "c");
    assertThat(some.authenticate(client("c", null)).join().code()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(code("c", null)).isEqualTo(ReasonCode.BANNED);
  }
}
