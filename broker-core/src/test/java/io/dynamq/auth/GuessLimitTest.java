package io.dynamq.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.packet.ReasonCode;
import io.dynamq.testkit.FakeTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GuessLimitTest {
  private final FakeTime time = new FakeTime();
  private ReasonCode answer = ReasonCode.BAD_USER_NAME_OR_PASSWORD;
  private int asked;

  /** Knows one method, {@code M}, whose every exchange is refused or succeeds at once. */
  private final Authenticator judge =
      new Authenticator() {
        @Override
        public CompletableFuture<Verdict> authenticate(Credentials credentials) {
          asked++;
          return CompletableFuture.completedFuture(new Verdict(answer, "test", false));
        }

        @Override
        public EnhancedAuthenticator method(String name) {
          return name.equals("M") ? new Method() : null;
        }
      };

  private final class Method implements EnhancedAuthenticator {
    @Override
    public String method() {
      return "M";
    }

    @Override
    public AuthExchange begin(Credentials credentials) {
      asked++;
      return data ->
          CompletableFuture.completedFuture(
              answer == ReasonCode.SUCCESS
                  ? new AuthStep.Success("u", null)
                  : new AuthStep.Refusal(answer, "no"));
    }
  }

  private final GuessLimit limit = new GuessLimit(judge, 20, time);

  private static Credentials from(String address) {
    try {
      return new Credentials(
          "c", "u", new byte[1], new InetSocketAddress(InetAddress.getByName(address), 1), "l");
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private ReasonCode attempt(String address) {
    return limit.authenticate(from(address)).join().code();
  }

  private int judgedOf(int attempts, String address) {
    int before = asked;
    for (int i = 0; i < attempts; i++) {
      attempt(address);
    }
    return asked - before;
  }

  @Test
  void judgesTwentyFailuresOfAnAddressInASecond() {
    assertThat(judgedOf(1_000, "192.0.2.1")).isEqualTo(20);
    assertThat(attempt("192.0.2.1")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(attempt("192.0.2.2")).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    time.advanceMillis(1_000);
    assertThat(judgedOf(1_000, "192.0.2.1")).isEqualTo(20);
    time.advanceMillis(100);
    assertThat(judgedOf(1_000, "192.0.2.1")).isEqualTo(2);
  }

  @Test
  void whoSucceedsIsNotHeldUp() {
    answer = ReasonCode.SUCCESS;
    assertThat(judgedOf(1_000, "192.0.2.1")).isEqualTo(1_000);
  }

  @Test
  void whatTheServerCouldNotJudgeIsNoGuess() {
    answer = ReasonCode.SERVER_BUSY;
    assertThat(judgedOf(1_000, "192.0.2.1")).isEqualTo(1_000);
  }

  @Test
  void whoOffersNothingGuessesNothing() {
    Credentials nothing = new Credentials("c", null, null, null, "l");
    for (int i = 0; i < 1_000; i++) {
      limit.authenticate(nothing);
    }
    assertThat(asked).isEqualTo(1_000);
  }

  @Test
  void countsANetworkOfOneHostAsOneAddress() {
    for (int i = 0; i < 20; i++) {
      attempt("2001:db8::" + i);
    }
    assertThat(attempt("2001:db8::ffff")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(attempt("2001:db8:0:1::1")).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
  }

  @Test
  void exchangesOfAMethodAreAttemptsToo() {
    assertThat(limit.method("other")).isNull();
    for (int i = 0; i < 20; i++) {
      assertThat(step().code()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    }
    assertThat(step().code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(attempt("192.0.2.1")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(asked).isEqualTo(20);
    time.advanceMillis(1_000);
    answer = ReasonCode.SUCCESS;
    for (int i = 0; i < 100; i++) {
      assertThat(limit.method("M").begin(from("192.0.2.1")).next(null).join())
          .isInstanceOf(AuthStep.Success.class);
    }
  }

  private AuthStep.Refusal step() {
    return (AuthStep.Refusal) limit.method("M").begin(from("192.0.2.1")).next(null).join();
  }

  @Test
  void remembersABoundedNumberOfAddresses() throws Exception {
    Attempts attempts = new Attempts(20, time);
    for (int i = 0; i < Attempts.MAX_ADDRESSES + 1_000; i++) {
      byte[] address = ByteBuffer.allocate(4).putInt(0x0A00_0000 + i).array();
      attempts.take(new InetSocketAddress(InetAddress.getByAddress(address), 1));
    }
    assertThat(attempts.addresses()).isEqualTo(Attempts.MAX_ADDRESSES);
    time.advanceMillis(2_000);
    List<String> later = List.of("192.0.2.1", "192.0.2.2");
    for (String address : later) {
      assertThat(attempts.take(from(address).peer())).isNotNull();
    }
    assertThat(attempts.addresses()).isEqualTo(2);
  }
}
