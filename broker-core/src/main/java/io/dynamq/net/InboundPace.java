package io.dynamq.net;

import io.dynamq.engine.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How fast one client may send: buckets of messages and of bytes, which fill steadily, its own and
 * those that it shares with the others of its listener and of the node. What has arrived is always
 * taken; when a bucket is in debt nothing more is read until it is paid. On the connection's loop.
 */
final class InboundPace {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Bucket[] messages;
  private final Bucket[] bytes;

  private InboundPace(List<Bucket> messages, List<Bucket> bytes) {
    this.messages = messages.toArray(Bucket[]::new);
    this.bytes = bytes.toArray(Bucket[]::new);
  }

  /**
   * Null if nothing is bounded.
   *
   * @param own of the connection
   */
  static InboundPace of(Zone.Paces own, List<SharedPace> shared, long now) {
    if (own.messages() == null && own.bytes() == null && shared.isEmpty()) {
      return null;
    }
    List<Bucket> messages = new ArrayList<>();
    List<Bucket> bytes = new ArrayList<>();
    addTo(messages, OwnBucket.of(own.messages(), now));
    addTo(bytes, OwnBucket.of(own.bytes(), now));
    for (SharedPace one : shared) {
      addTo(messages, one.messages());
      addTo(bytes, one.bytes());
    }
    return new InboundPace(messages, bytes);
  }

  private static void addTo(List<Bucket> all, Bucket one) {
    if (one != null) {
      all.add(one);
    }
  }

  void message(long now) {
    for (Bucket bucket : messages) {
      bucket.take(1, now);
    }
  }

  void bytes(int count, long now) {
    for (Bucket bucket : bytes) {
      bucket.take(count, now);
    }
  }

  /** How long nothing may be read; 0 if it may. */
  long pauseNanos(long now) {
    return Math.max(debt(messages, now), debt(bytes, now));
  }

  private static long debt(Bucket[] buckets, long now) {
    long longest = 0;
    for (Bucket bucket : buckets) {
      longest = Math.max(longest, bucket.debtNanos(now));
    }
    return longest;
  }

  /** One kind of thing; times are of the loops' clock. */
  interface Bucket {
    void take(int count, long now);

    /** How long until what was taken is paid. */
    long debtNanos(long now);
  }

  private static final class OwnBucket implements Bucket {
    private final double perNano;
    private final double burst;
    private double left;
    private long at;

    private OwnBucket(Zone.Pace pace, long now) {
      this.perNano = pace.perSecond() / SECOND_NANOS;
      this.burst = pace.burst();
      this.left = burst;
      this.at = now;
    }

    static Bucket of(Zone.Pace pace, long now) {
      return pace == null ? null : new OwnBucket(pace, now);
    }

    @Override
    public void take(int count, long now) {
      fill(now);
      left -= count;
    }

    @Override
    public long debtNanos(long now) {
      fill(now);
      return left >= 0 ? 0 : (long) Math.ceil(-left / perNano);
    }

    private void fill(long now) {
      left = Math.min(burst, left + (now - at) * perNano);
      at = now;
    }
  }
}
