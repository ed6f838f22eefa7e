package io.dynamq.dynamo.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerTest {

  @Test
  void aTurnThatThrowsIsCountedAndFollowedByTheNext() {
    Meters meters = new Meters();
    AtomicInteger turns = new AtomicInteger();
    SteadyTurn turn =
        new SteadyTurn(
            "test",
            () -> {
              if (turns.incrementAndGet() <= 2) {
                throw new IllegalStateException("as the test wants");
              }
              return 7;
            },
            meters);
    assertThat(turn.getAsLong()).isEqualTo(TimeUnit.SECONDS.toNanos(1));
    assertThat(turn.getAsLong()).isEqualTo(TimeUnit.SECONDS.toNanos(1));
    assertThat(turn.getAsLong()).isEqualTo(7);
    assertThat(meters.value(Metric.BUGS)).isEqualTo(2);
  }

  @Test
  void aThreadOutlivesWhateverItsTurnThrows() throws InterruptedException {
    AtomicInteger turns = new AtomicInteger();
    Worker worker =
        Hands.threads()
            .worker(
                "test",
                () -> {
                  if (turns.incrementAndGet() == 1) {
                    throw new StackOverflowError("as the test wants");
                  }
                  return Long.MAX_VALUE;
                },
                0);
    worker.start(0);
    await().until(() -> turns.get() >= 1);
    worker.wake();
    await().until(() -> turns.get() >= 2);
    worker.stop();
    worker.awaitEnd();
  }
}
