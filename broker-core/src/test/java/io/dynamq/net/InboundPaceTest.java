package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.engine.Zone;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InboundPaceTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final Zone.Pace TEN = new Zone.Pace(10, 100);

  @Test
  void costsNothingWhereNothingIsBounded() {
    assertThat(InboundPace.of(Zone.Paces.NONE, List.of(), 0)).isNull();
  }

  @Test
  void takesTheBurstAndThenTheRate() {
    InboundPace pace = InboundPace.of(new Zone.Paces(TEN, null), List.of(), 5);
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
    InboundPace pace = InboundPace.of(new Zone.Paces(TEN, null), List.of(), 0);
    long later = 3_600 * SECOND;
    for (int i = 0; i < 101; i++) {
      pace.message(later);
    }
    assertThat(pace.pauseNanos(later)).isPositive();
  }

  @Test
  void whatIsSharedIsPaidByAll() {
    // The loops' clock may have any value.
    long now = Long.MAX_VALUE - SECOND;
    SharedPace shared = SharedPace.of(new Zone.Paces(TEN, new Zone.Pace(1_000, 500)), now);
    InboundPace one = InboundPace.of(Zone.Paces.NONE, List.of(shared), now);
    InboundPace other = InboundPace.of(Zone.Paces.NONE, List.of(shared), now);
    for (int i = 0; i < 50; i++) {
      one.message(now);
      other.message(now);
    }
    assertThat(one.pauseNanos(now)).isZero();
    other.message(now);
    assertThat(one.pauseNanos(now)).isEqualTo(SECOND / 10);
    assertThat(other.pauseNanos(now + SECOND / 10)).isZero();
    one.bytes(1_500, now);
    assertThat(other.pauseNanos(now)).isEqualTo(SECOND);
    long later = now + 3_600 * SECOND;
    one.bytes(500, later);
    assertThat(other.pauseNanos(later)).isZero();
    one.bytes(1, later);
    assertThat(other.pauseNanos(later)).isEqualTo(SECOND / 1_000);
  }

  @Test
  void nothingSharedIsNothing() {
    assertThat(SharedPace.of(Zone.Paces.NONE, 0)).isNull();
  }

  @Test
  void oneLargePacketIsPaidForAfterwards() {
    InboundPace pace =
        InboundPace.of(new Zone.Paces(null, new Zone.Pace(1_000, 1_000)), List.of(), 0);
    pace.message(0);
    pace.bytes(11_000, 0);
    assertThat(pace.pauseNanos(0)).isEqualTo(10 * SECOND);
    pace.bytes(500, 10 * SECOND);
    assertThat(pace.pauseNanos(10 * SECOND)).isEqualTo(SECOND / 2);
  }
}
