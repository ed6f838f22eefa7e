package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Verdict;
import io.dynamq.hook.Standing;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.ReasonCode;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProofEndsTest {
  private final FakeTime time = new FakeTime();
  private final TestBroker broker =
      new TestBroker(
          new MemoryStorage("test@127.0.0.1"),
          time,
          credentials ->
              CompletableFuture.completedFuture(
                  new Verdict(
                      ReasonCode.SUCCESS,
                      "test",
                      false,
                      new Standing(
                          "test",
                          false,
                          Map.of(
                              Standing.ENDS_AT,
                              time.epochMillis() + 10_000,
                              Standing.USERNAME,
                              "ann")))));

  @Test
  void aConnectionEndsWithItsProof() {
    Link client = broker.link().connect5("c", true, 60);
    broker.advanceMillis(9_900);
    assertThat(client.closed).isFalse();
    broker.advanceMillis(200);
    assertThat(client.last(Disconnect.class).code()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(client.closed).isTrue();
    assertThat(broker.broker.proofEnds()).isZero();
  }

  @Test
  void aProofThatIsGivenAgainCountsAnew() {
    broker.link().connect5("c", false, 60);
    broker.advanceMillis(9_000);
    Link again = broker.link().connect5("c", false, 60);
    broker.advanceMillis(9_000);
    assertThat(again.closed).isFalse();
    broker.advanceMillis(1_100);
    assertThat(again.closed).isTrue();
  }

  @Test
  void nothingIsLeftOfAConnectionThatIsGone() {
    Link client = broker.link().connect5("c", true, 60);
    assertThat(broker.broker.proofEnds()).isEqualTo(1);
    client.drop();
    assertThat(broker.broker.proofEnds()).isZero();
  }
}
