package io.dynamq.dynamo.access;

import io.dynamq.observe.Metric;
import io.dynamq.observe.Meters;
import io.dynamq.time.Time;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One answer of the store, read again when it has become too old and someone asks: one read at a
 * time, whoever asks. A read that fails is not repeated for a second. Any thread.
 *
 * @param <V> what is read; null counts as an answer, which is kept for a shorter time
 */
final class Remembered<V> {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long NOTHING_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Supplier<CompletableFuture<V>> read;
  private final Keeping keeping;
  private volatile Answer<V> answer;
  private volatile Failing failing;
  private CompletableFuture<V> underWay;

  /**
   * For how long answers count.
   *
   * @param graceNanos how much longer, while the store does not answer
   */
  record Keeping(long freshNanos, long graceNanos, Time time, Meters meters) {}

  private record Answer<V>(V value, long at) {}

  /** Since when, and the last time. */
  private record Failing(long since, long last, Throwable fault) {}

  Remembered(Supplier<CompletableFuture<V>> read, Keeping keeping) {
    this.read = read;
    this.keeping = keeping;
  }

  /** What the store says; fails if it does not answer and what it said before is too old. */
  CompletableFuture<V> get() {
    Answer<V> known = answer;
    if (isFresh(known)) {
      keeping.meters.count(Metric.ACCESS_CACHE_HITS);
      return CompletableFuture.completedFuture(known.value);
    }
    return refreshed()
        .handle(
            (value, fault) -> {
              if (fault == null) {
                return CompletableFuture.completedFuture(value);
              }
              if (known != null && age(known) < keeping.freshNanos + keeping.graceNanos) {
                keeping.meters.count(Metric.ACCESS_CACHE_STALE);
                return CompletableFuture.completedFuture(known.value);
              }
              return CompletableFuture.<V>failedFuture(fault);
            })
        .thenCompose(result -> result);
  }

  /**
   * What is known; reads again behind the caller's back.
   *
   * @return null if nothing is, or the store has not answered for longer than the grace
   */
  V now() {
    Answer<V> known = answer;
    if (known == null) {
      return null;
    }
    if (isFresh(known)) {
      return known.value;
    }
    refreshed();
    Failing fault = failing;
    return fault != null && keeping.time.nanos() - fault.since > keeping.graceNanos
        ? null
        : known.value;
  }

  /** Reads again when next asked. */
  void expire() {
    Answer<V> known = answer;
    if (known != null) {
      answer = new Answer<>(known.value, known.at - keeping.freshNanos);
    }
  }

  private boolean isFresh(Answer<V> known) {
    return known != null
        && age(known)
            < (known.value == null
                ? Math.min(NOTHING_NANOS, keeping.freshNanos)
                : keeping.freshNanos);
  }

  private long age(Answer<V> known) {
    return keeping.time.nanos() - known.at;
  }

  private synchronized CompletableFuture<V> refreshed() {
    if (underWay != null) {
      return underWay;
    }
    Failing fault = failing;
    if (fault != null && keeping.time.nanos() - fault.last < PAUSE_NANOS) {
      return CompletableFuture.failedFuture(fault.fault);
    }
    keeping.meters.count(Metric.ACCESS_READS);
    CompletableFuture<V> reading = new CompletableFuture<>();
    underWay = reading;
    read.get().whenComplete((value, wrong) -> ended(reading, value, wrong));
    return reading;
  }

  private void ended(CompletableFuture<V> reading, V value, Throwable wrong) {
    V kept = value;
    synchronized (this) {
      underWay = null;
      long now = keeping.time.nanos();
      if (wrong == null) {
        // Who compares by identity sees no change where there is none.
        kept = answer != null && value != null && value.equals(answer.value) ? answer.value : value;
        answer = new Answer<>(kept, now);
        failing = null;
      } else {
        keeping.meters.count(Metric.ACCESS_READ_ERRORS);
        failing = new Failing(failing == null ? now : failing.since, now, wrong);
      }
    }
    if (wrong == null) {
      reading.complete(kept);
    } else {
      reading.completeExceptionally(wrong);
    }
  }
}
