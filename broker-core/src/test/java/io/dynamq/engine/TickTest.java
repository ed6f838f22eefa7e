package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.Durability;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TickTest {

  @Test
  void whatFailsDoesNotStopWhatComesBehindIt() {
    FaultyStorage store = new FaultyStorage(new MemoryStorage("n"));
    TestBroker broker = new TestBroker(store, new FakeTime(), Durability.MEMORY);
    broker.link().connect5("s", false, 10).drop();
    store.healthFails = true;
    broker.time.advanceMillis(11_000);
    assertThatThrownBy(broker.broker::tick).hasMessage("as the test wants");
    broker.settle();
    assertThat(broker.broker.home("s")).as("its session has expired").isNull();
  }

  @Test
  void timeGoesOnWhateverHappens() {
    Meters meters = new Meters();
    AtomicInteger ticks = new AtomicInteger();
    Ticker ticker =
        new Ticker(
            () -> {
              ticks.incrementAndGet();
              throw new StackOverflowError("as the test wants");
            },
            meters);
    ticker.start();
    try {
      await().until(() -> ticks.get() >= 3 && meters.value(Metric.BUGS) >= 2);
    } finally {
      ticker.stop();
    }
  }
}
