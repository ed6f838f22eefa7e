package io.dynamq.bench.durability;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts by time in steps of 3 %. Any thread. */
final class Latencies {
  private static final double STEP = Math.log(1.03);
  private static final int BUCKETS = 800;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  void add(long nanos) {
    int bucket = (int) (Math.log(Math.max(1, nanos / 1_000.0)) / STEP);
    counts.incrementAndGet(Math.min(BUCKETS - 1, bucket));
  }

  long count() {
    long all = 0;
    for (int i = 0; i < BUCKETS; i++) {
      all += counts.get(i);
    }
    return all;
  }

  /** Milliseconds that so large a share stays below. */
  double millis(double share) {
    long left = (long) Math.ceil(count() * share);
    for (int i = 0; i < BUCKETS; i++) {
      left -= counts.get(i);
      if (left <= 0) {
        return Math.exp((i + 1) * STEP) / 1_000;
      }
    }
    return 0;
  }
}
