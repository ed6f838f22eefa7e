package io.dynamq.session;

import io.dynamq.store.Lease;
import io.dynamq.store.Position;

/**
 * Gives rising queue positions to one session, online or not. Sequences follow the microsecond
 * clock, so they keep rising over a restart without a stored counter.
 */
public final class PositionSource {
  private final long epoch;
  private final int node;
  private long last;

  public PositionSource(long epoch) {
    this.epoch = epoch;
    node = 0;
  }

  /** Of the session that this lease is for. */
  public PositionSource(Lease lease) {
    this(lease, 0);
  }

  /** Goes on behind a sequence that was given. */
  public PositionSource(Lease lease, long last) {
    epoch = lease.epoch();
    node = lease.node().hashCode();
    this.last = last;
  }

  public Position next(long nowMicros) {
    last = Math.max(last + 1, nowMicros);
    return new Position(epoch, last);
  }

  /** The newest position given, or the start of the epoch. */
  public Position last() {
    return new Position(epoch, last);
  }

  /** A number of the owner's node. */
  int node() {
    return node;
  }
}
