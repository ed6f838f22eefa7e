package io.dynamq.net;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;

/**
 * Counts of one event loop between two handings-over to the {@link Meters}: a batch of packets costs
 * one addition per counter that it touched. Belongs to its loop.
 */
final class Tally {
  private static final Metric[] METRICS = Metric.values();

  private final Meters meters;
  private final long[] amounts = new long[METRICS.length];
  private final int[] touched = new int[METRICS.length];
  private int touchedCount;

  Tally(Meters meters) {
    this.meters = meters;
  }

  void count(Metric metric) {
    count(metric, 1);
  }

  void count(Metric metric, long amount) {
    int index = metric.ordinal();
    if (amount == 0) {
      return;
    }
    if (amounts[index] == 0) {
      touched[touchedCount++] = index;
    }
    amounts[index] += amount;
  }

  /** Hands everything over and starts at zero. */
  void flush() {
    for (int i = 0; i < touchedCount; i++) {
      int index = touched[i];
      meters.count(METRICS[index], amounts[index]);
      amounts[index] = 0;
    }
    touchedCount = 0;
  }
}
