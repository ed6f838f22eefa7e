package io.dynamq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.testkit.FakeTime;
import org.junit.jupiter.api.Test;

class HeapReadingTest {

  @Test
  void saysWhatACollectionHasLeft() {
    try (HeapReading heap = new HeapReading(new FakeTime())) {
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
}
