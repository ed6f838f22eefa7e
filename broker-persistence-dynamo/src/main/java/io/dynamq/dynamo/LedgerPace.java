package io.dynamq.dynamo;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Bounds the bytes of entries over time: as many as ten seconds allow for may come at once. Any
 * thread.
 */
final class LedgerPace {
  private static final long SECONDS = 10;

  private final long capacity;
  private final double bytesPerNano;
  private final LongSupplier nanos;
  private final AtomicLong emptyAt;

  /**
   * @param nanos the time
   */
  LedgerPace(long bytesPerSecond, LongSupplier nanos) {
    this.nanos = nanos;
    capacity = TimeUnit.SECONDS.toNanos(SECONDS);
    bytesPerNano = bytesPerSecond / (double) TimeUnit.SECONDS.toNanos(1);
    emptyAt = new AtomicLong(nanos.getAsLong());
  }

  /** Whether so many bytes may come now; they count then. */
  boolean allows(int bytes) {
    long cost = (long) (bytes / bytesPerNano);
    long now = nanos.getAsLong();
    while (true) {
      long before = emptyAt.get();
      long from = before - now > 0 ? before : now;
      if (from - now + cost > capacity && from != now) {
        return false;
      }
      if (emptyAt.compareAndSet(before, from + cost)) {
        return true;
      }
    }
  }
}
