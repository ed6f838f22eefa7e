package io.dynamq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.testkit.FakeTime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HeapReadingTest {

  @Test
  void saysWhatACollectionHasLeft() {
    try (HeapReading heap = new HeapReading(new FakeTime(), 0.85)) {
      assertThat(heap.getAsDouble()).isBetween(0.0, 1.0);
      byte[][] held = new byte[64][];
      for (int i = 0; i < held.length; i++) {
        held[i] = new byte[1 << 20];
      }
      System.gc();
      double share = (double) (held.length << 20) / Runtime.getRuntime().maxMemory();
      await().untilAsserted(() -> assertThat(heap.getAsDouble()).isBetween(share, 1.0));
      assertThat(held[0]).isNotNull();
    }
  }

  /** Where nothing is allocated any more, nothing is collected, and who waits would wait for ever. */
  @Test
  void asksForACollectionAboveTheMarkIfThereWasNoneForAWhile() {
    FakeTime time = new FakeTime();
    try (HeapReading heap = new HeapReading(time, 0.05)) {
      byte[][] held = new byte[(int) (Runtime.getRuntime().maxMemory() >> 20) / 5][];
      for (int i = 0; i < held.length; i++) {
        held[i] = new byte[1 << 20];
      }
      System.gc();
      await().until(() -> heap.getAsDouble() >= 0.19);
      Arrays.fill(held, null);
      await()
          .until(
              () -> {
                time.advanceMillis(11_000);
                return heap.getAsDouble() < 0.15;
              });
    }
  }
}
