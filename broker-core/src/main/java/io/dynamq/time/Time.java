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

  /**
   * Clamped wall clock. It is read once in {@link #STEP_NANOS}, in between the machine's steady one
   * counts on: an {@link Instant} for each reading was a sixth of all bytes of a busy broker.
   */
  final class SystemTime implements Time {
    private static final long STEP_NANOS = 10_000_000;

    private final AtomicLong last = new AtomicLong();
    private volatile Anchor anchor = Anchor.now();

    private SystemTime() {}

    /** A moment on both clocks. */
    private record Anchor(long micros, long nanos) {
      static Anchor now() {
        long nanos = System.nanoTime();
        Instant now = Instant.now();
        return new Anchor(now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000, nanos);
      }
    }

    @Override
    public long epochMicros() {
      Anchor from = anchor;
      long passed = System.nanoTime() - from.nanos;
      if (passed >= STEP_NANOS || passed < 0) {
        from = Anchor.now();
        anchor = from;
        passed = 0;
      }
      long micros = from.micros + passed / 1_000;
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
