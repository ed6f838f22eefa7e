package io.dynamq.time;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Reads the clock. Implementations are safe on any thread and never block. */
public interface Time {

  /** Microseconds since the epoch; never goes backwards within one {@code Time}. */
  long epochMicros();

  /** Nanoseconds from an arbitrary origin, for measuring spans. */
  long nanos();

  /** Milliseconds since the epoch; never goes backwards within one {@code Time}. */
  default long epochMillis() {
    return epochMicros() / 1_000;
  }

  /** Whole seconds since the epoch. */
  default long epochSeconds() {
    return epochMicros() / 1_000_000;
  }

  /** The machine's clock, clamped so that it never steps back (message ids rely on it). */
  static Time system() {
    return new SystemTime();
  }

  /** Clamped wall clock. */
  final class SystemTime implements Time {
    private final AtomicLong last = new AtomicLong();

    private SystemTime() {}

    @Override
    public long epochMicros() {
      Instant now = Instant.now();
      long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
      long seen = last.get();
      // A lost race only means that another thread stored a newer reading.
      if (micros > seen) {
        last.compareAndSet(seen, micros);
        return micros;
      }
      return seen;
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }
  }
}
