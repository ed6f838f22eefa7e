package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class EventRingTest {

  @Test
  void refusesWhatFindsNoRoomAndGivesTheRestInOrder() {
    EventRing<Integer> ring = new EventRing<>(4);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 4; i++) {
        assertThat(ring.add(i)).isTrue();
      }
      assertThat(ring.add(4)).isFalse();
      for (int i = 0; i < 4; i++) {
        assertThat(ring.poll()).isEqualTo(i);
      }
      assertThat(ring.poll()).isNull();
    }
  }

  @Test
  void losesNothingThatManyThreadsAdd() throws InterruptedException {
    EventRing<int[]> ring = new EventRing<>(64);
    int threads = 4;
    int each = 50_000;
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> adders = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      adders.add(
          new Thread(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  return;
                }
                for (int i = 0; i < each; i++) {
                  int[] element = {thread, i};
                  while (!ring.add(element)) {
                    Thread.onSpinWait();
                  }
                }
              }));
    }
    adders.forEach(Thread::start);
    start.countDown();
    int[] next = new int[threads];
    for (int taken = 0; taken < threads * each; ) {
      int[] element = ring.poll();
      if (element != null) {
        assertThat(element[1]).isEqualTo(next[element[0]]++);
        taken++;
      }
    }
    for (Thread adder : adders) {
      adder.join();
    }
    assertThat(ring.poll()).isNull();
  }
}
