package io.dynamq.observe;

import java.util.concurrent.atomic.LongAdder;

/** How long something took, how often. Any thread; recording takes no lock and makes no object. */
public final class Histogram {
  private static final long[] BOUNDS_MICROS = {
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
    1_000_000, 2_500_000, 5_000_000, 10_000_000
  };

  private final LongAdder[] counts = new LongAdder[BOUNDS_MICROS.length + 1];
  private final LongAdder sum = new LongAdder();

  /**
   * A reading.
   *
   * @param boundsMicros upper bounds, rising
   * @param counts how often it took longer than the bound before and no longer than this one; the
   *     last one is beyond all bounds
   */
  public record Reading(long[] boundsMicros, long[] counts, long sumMicros) {}

  Histogram() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Something took so many microseconds; less than none counts as none. */
  public void record(long micros) {
    int bucket = 0;
    while (bucket < BOUNDS_MICROS.length && micros > BOUNDS_MICROS[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(Math.max(0, micros));
  }

  public Reading read() {
    long[] now = new long[counts.length];
    for (int i = 0; i < now.length; i++) {
      now[i] = counts[i].sum();
    }
    return new Reading(BOUNDS_MICROS.clone(), now, sum.sum());
  }
}
