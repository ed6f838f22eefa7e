package io.dynamq.dynamo.writebehind;

import java.util.concurrent.TimeUnit;

/**
 * How many requests may be under way: halved when the store throttles, one more per clean second.
 * Belongs to the flusher thread.
 */
final class Limiter {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long BURST = TimeUnit.MILLISECONDS.toNanos(100);

  private final int max;
  private int limit;
  private long changedNanos;

  Limiter(int max, long nowNanos) {
    this.max = max;
    limit = max;
    changedNanos = nowNanos;
  }

  int limit() {
    return limit;
  }

  /** Answers of one burst count once, for they were sent under the same limit. */
  void throttled(long nowNanos) {
    if (limit == max || nowNanos - changedNanos >= BURST) {
      limit = Math.max(1, limit / 2);
      changedNanos = nowNanos;
    }
  }

  void tick(long nowNanos) {
    if (limit < max && nowNanos - changedNanos >= SECOND) {
      limit++;
      changedNanos = nowNanos;
    }
  }
}
