package io.dynamq.net;

import io.dynamq.engine.Zone;
import java.util.concurrent.TimeUnit;

/**
 * How fast one client may send: buckets of messages and of bytes, which fill steadily. What has
 * arrived is always taken; when a bucket is in debt nothing more is read until it is paid. On the
 * connection's loop.
 */
final class InboundPace {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Bucket messages;
  private final Bucket bytes;

  private InboundPace(Zone.Paces paces, long now) {
    this.messages = Bucket.of(paces.messages(), now);
    this.bytes = Bucket.of(paces.bytes(), now);
  }

  /** Null if the zone bounds nothing. */
  static InboundPace of(Zone.Paces paces, long now) {
    return paces.messages() == null && paces.bytes() == null ? null : new InboundPace(paces, now);
  }

  void message(long now) {
    if (messages != null) {
      messages.take(1, now);
    }
  }

  void bytes(int count, long now) {
    if (bytes != null) {
      bytes.take(count, now);
    }
  }

  /** How long nothing may be read; 0 if it may. */
  long pauseNanos(long now) {
    return Math.max(
        messages == null ? 0 : messages.debtNanos(now), bytes == null ? 0 : bytes.debtNanos(now));
  }

  /** One kind of thing. */
  private static final class Bucket {
    private final double perNano;
    private final double burst;
    private double left;
    private long at;

    private Bucket(Zone.Pace pace, long now) {
      this.perNano = pace.perSecond() / SECOND_NANOS;
      this.burst = pace.burst();
      this.left = burst;
      this.at = now;
    }

    static Bucket of(Zone.Pace pace, long now) {
      return pace == null ? null : new Bucket(pace, now);
    }

    void take(int count, long now) {
      fill(now);
      left -= count;
    }

    long debtNanos(long now) {
      fill(now);
      return left >= 0 ? 0 : (long) Math.ceil(-left / perNano);
    }

    private void fill(long now) {
      left = Math.min(burst, left + (now - at) * perNano);
      at = now;
    }
  }
}
