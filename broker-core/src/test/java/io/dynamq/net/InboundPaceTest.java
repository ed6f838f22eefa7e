package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.engine.Zone;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InboundPaceTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final Zone.Pace TEN = new Zone.Pace(10, 100);

  @Test
  void costsNothingWhereNothingIsBounded() {
    assertThat(InboundPace.of(Zone.Paces.NONE, 0)).isNull();
  }

  @Test
  void takesTheBurstAndThenTheRate() {
    InboundPace pace = InboundPace.of(new Zone.Paces(TEN, null), 5);
    for (int i = 0; i < 100; i++) {
      pace.message(5);
      assertThat(pace.pauseNanos(5)).isZero();
    }
    pace.message(5);
    assertThat(pace.pauseNanos(5)).isBetween(SECOND / 10, SECOND / 10 + 2);
    assertThat(pace.pauseNanos(5 + SECOND / 10 + 2)).isZero();
  }

  @Test
  void whatIsNotUsedIsKeptUpToTheBurst() {
    InboundPace pace = InboundPace.of(new Zone.Paces(TEN, null), 0);
    long later = 3_600 * SECOND;
    for (int i = 0; i < 101; i++) {
      pace.message(later);
    }
    assertThat(pace.pauseNanos(later)).isPositive();
  }

  @Test
  void oneLargePacketIsPaidForAfterwards() {
    InboundPace pace = InboundPace.of(new Zone.Paces(null, new Zone.Pace(1_000, 1_000)), 0);
    pace.message(0);
    pace.bytes(11_000, 0);
    assertThat(pace.pauseNanos(0)).isEqualTo(10 * SECOND);
    pace.bytes(500, 10 * SECOND);
    assertThat(pace.pauseNanos(10 * SECOND)).isEqualTo(SECOND / 2);
  }
}
