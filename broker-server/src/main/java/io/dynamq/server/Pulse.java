package io.dynamq.server;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Whether event loops turn. */
final class Pulse {
  private static final long SECONDS_MAX = 10;

  private Pulse() {}

  /** Whether every one takes a task soon; waits for them, not on one of them. */
  static boolean isIn(List<Executor> loops) {
    CountDownLatch turns = new CountDownLatch(loops.size());
    loops.forEach(loop -> loop.execute(turns::countDown));
    try {
      return turns.await(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
