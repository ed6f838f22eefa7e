package io.dynamq.dynamo.writebehind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many requests may be under way while the store throttles, and afterwards. */
class LimiterTest {
  private long now = 1;
  private final Limiter limiter = new Limiter(12, now);

  private void throttledAfterMillis(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
    limiter.tick(now);
    limiter.throttled(now);
  }

  private void calmForMillis(long millis) {
    for (long passed = 0; passed < millis; passed += 50) {
      now += TimeUnit.MILLISECONDS.toNanos(50);
      limiter.tick(now);
    }
  }

  @Test
  void eachThrottlingHalvesItDownToOne() {
    assertThat(limiter.limit()).isEqualTo(12);
    for (int expected : new int[] {6, 3, 1, 1, 1}) {
      throttledAfterMillis(150);
      assertThat(limiter.limit()).isEqualTo(expected);
    }
  }

  @Test
  void answersOfOneBurstCountOnce() {
    throttledAfterMillis(0);
    throttledAfterMillis(30);
    throttledAfterMillis(30);
    assertThat(limiter.limit()).isEqualTo(6);
    throttledAfterMillis(60);
    assertThat(limiter.limit()).isEqualTo(3);
  }

  @Test
  void eachCleanSecondGivesOneMoreUpToTheMaximum() {
    throttledAfterMillis(150);
    throttledAfterMillis(150);
    calmForMillis(900);
    assertThat(limiter.limit()).isEqualTo(3);
    calmForMillis(100);
    assertThat(limiter.limit()).isEqualTo(4);
    calmForMillis(4_000);
    assertThat(limiter.limit()).isEqualTo(8);
    calmForMillis(60_000);
    assertThat(limiter.limit()).isEqualTo(12);
  }

  @Test
  void aThrottlingBeginsTheSecondAnew() {
    throttledAfterMillis(150);
    calmForMillis(950);
    throttledAfterMillis(0);
    assertThat(limiter.limit()).isEqualTo(3);
    calmForMillis(950);
    assertThat(limiter.limit()).isEqualTo(3);
  }
}
