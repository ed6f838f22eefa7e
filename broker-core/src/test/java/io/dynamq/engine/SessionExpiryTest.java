package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Metric;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import org.junit.jupiter.api.Test;

/** A session that expires just as its client comes back. */
class SessionExpiryTest {
  private final FakeTime time = new FakeTime();
  private final FaultyStorage store = new FaultyStorage(new MemoryStorage("n"));
  private final TestBroker broker = new TestBroker(store, time, SessionLimits.DEFAULT);

  /** Its end is being confirmed when the CONNECT comes; the store answers that before the claim. */
  @Test
  void doesNotEndUnderTheClaimOfItsNextConnection() {
    broker.link().connect5("c", false, 10).drop();
    store.savesWait = true;
    broker.advanceMillis(10_001);
    store.savesWait = false;
    store.claimsWait = true;
    Link back = broker.link().connect5("c", false, 10);
    store.answerOne();
    broker.settle();
    assertThat(broker.count(Metric.SESSION_TERMINATED)).as("while the claim is awaited").isZero();

    store.claimsWait = false;
    store.answer();
    broker.settle();
    assertThat(back.connAck().sessionPresent()).isFalse();
    back.drop();
    assertThat(broker.link().connect5("c", false, 10).connAck().sessionPresent()).isTrue();
  }

  /** Nobody came after all: it ends then. */
  @Test
  void endsIfTheClaimComesToNothing() {
    broker.link().connect5("c", false, 10).drop();
    store.savesWait = true;
    broker.advanceMillis(10_001);
    store.savesWait = false;
    store.claimsFail = true;
    broker.link().connect5("c", false, 10);
    store.answer();
    broker.settle();
    broker.advanceMillis(10_000);
    assertThat(broker.broker.home("c")).isNull();
  }
}
