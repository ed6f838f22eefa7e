package io.dynamq.net;

import io.dynamq.engine.Zone;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What many connections may send together, on all loops; each pays what the others owe. One
 * compare-and-set for each thing taken. Any thread.
 *
 * @param messages null = no bound
 * @param bytes likewise
 */
record SharedPace(Bucket messages, Bucket bytes) {

  /** Null if there is no bound. */
  static SharedPace of(Zone.Paces paces, long now) {
    return paces.messages() == null && paces.bytes() == null
        ? null
        : new SharedPace(Bucket.of(paces.messages(), now), Bucket.of(paces.bytes(), now));
  }

  /** One kind of thing, counted by the time at which all that was taken is paid. */
  static final class Bucket implements InboundPace.Bucket {
    private final double nanosEach;
    private final long burstNanos;
    private final AtomicLong paidAt;

    private Bucket(Zone.Pace pace, long now) {
      nanosEach = TimeUnit.SECONDS.toNanos(1) / pace.perSecond();
      burstNanos = (long) (pace.burst() * nanosEach);
      paidAt = new AtomicLong(now - burstNanos);
    }

    static Bucket of(Zone.Pace pace, long now) {
      return pace == null ? null : new Bucket(pace, now);
    }

    @Override
    public void take(int count, long now) {
      long cost = (long) (count * nanosEach);
      long before = paidAt.get();
      while (!paidAt.compareAndSet(before, Math.max(before - now, -burstNanos) + now + cost)) {
        before = paidAt.get();
      }
    }

    @Override
    public long debtNanos(long now) {
      return Math.max(0, paidAt.get() - now);
    }
  }
}
