package io.dynamq.bench.abuse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The same by several threads; their sums are told. */
final class Many {

  /** One turn of one thread; how much was done. */
  interface Turn {
    long take(int thread, long turn) throws IOException;
  }

  private Many() {}

  /** Takes turns until the time is over. A connection that the broker ends is only a turn. */
  static long run(int threads, long endNanos, Turn turn) throws InterruptedException {
    long[] sums = new long[threads];
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      Thread thread = new Thread(() -> sums[number] = turns(number, endNanos, turn));
      thread.start();
      all.add(thread);
    }
    long sum = 0;
    for (int i = 0; i < threads; i++) {
      all.get(i).join();
      sum += sums[i];
    }
    return sum;
  }

  private static long turns(int thread, long endNanos, Turn turn) {
    long sum = 0;
    for (long number = 0; !Abuse.isOver(endNanos); number++) {
      try {
        sum += turn.take(thread, number);
      } catch (IOException e) {
        // Ended by the broker, as it should.
        continue;
      }
    }
    return sum;
  }
}
