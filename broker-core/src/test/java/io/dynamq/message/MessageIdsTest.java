package io.dynamq.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.FakeTime;
import io.dynamq.time.Time;
import org.junit.jupiter.api.Test;

class MessageIdsTest {
  private static final long START_MICROS = new FakeTime().epochMicros();

  @Test
  void startsAtZeroAndCounts() {
    MessageIds ids = new MessageIds(new FakeTime(), 0xF441, 1);
    assertThat(ids.next()).isEqualTo(MessageId.of(START_MICROS, 0xF441, 1, 0));
    assertThat(ids.next().sequence()).isEqualTo(1);
  }

  @Test
  void risesWhenTheSequenceWrapsWithinAMicrosecond() {
    MessageIds ids = new MessageIds(new FakeTime(), 1, 1);
    MessageId before = ids.next();
    for (int i = 0; i < 200_000; i++) {
      MessageId next = ids.next();
      assertThat(next.compareTo(before)).isPositive();
      before = next;
    }
    assertThat(before.micros()).isEqualTo(START_MICROS + 3);
  }

  @Test
  void risesWhenTheClockIsBehindAfterAWrap() {
    FakeTime time = new FakeTime();
    MessageIds ids = new MessageIds(time, 1, 1);
    MessageId before = ids.next();
    for (int i = 0; i < 300_000; i++) {
      if (i % 70_000 == 0) {
        time.advanceMicros(1);
      }
      MessageId next = ids.next();
      assertThat(next.compareTo(before)).isPositive();
      before = next;
    }
  }

  @Test
  void risesWhenTheClockStepsBack() {
    FakeTime time = new FakeTime();
    MessageIds ids = new MessageIds(time, 1, 1);
    MessageId first = ids.next();
    time.advanceMillis(-5_000);
    assertThat(ids.next()).isGreaterThan(first);
  }

  /** The node bits that the samples of EMQX's page decode to, but for the incarnation. */
  @Test
  void foldsTheNodeNameAsEmqxDoes() {
    int node = MessageIds.nodeBits("emqx@127.0.0.1", 0);
    assertThat(Integer.toHexString(node)).isEqualTo("f441");
    assertThat(MessageIds.nodeBits("emqx@127.0.0.1", 2)).isEqualTo(0xF443);
    assertThat(MessageIds.nodeBits("emqx@127.0.0.1", 0x1_03)).isEqualTo(0xF442);
    assertThat(MessageIds.nodeBits("emqx@127.0.0.2", 0)).isNotEqualTo(node);
  }

  @Test
  void worksOnTheSystemClock() {
    MessageIds ids = new MessageIds(Time.system(), 1, 1);
    assertThat(ids.next()).isLessThan(ids.next());
  }
}
