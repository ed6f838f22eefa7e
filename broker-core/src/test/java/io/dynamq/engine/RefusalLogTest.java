package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.FakeTime;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
  private final RefusalLog log = new RefusalLog(new FakeTime());

  @Test
  void writesSoManyLinesEachSecond() {
    for (int i = 0; i < RefusalLog.LINES_PER_SECOND; i++) {
      assertThat(log.isRoomFor(1)).isTrue();
    }
    assertThat(log.isRoomFor(1)).isFalse();
    assertThat(log.isRoomFor(1)).isFalse();
    assertThat(log.isRoomFor(2)).isTrue();
  }
}
