package io.dynamq.session;

import io.dynamq.store.Position;

/**
 * Gives rising queue positions to one session, online or not. Sequences follow the microsecond
 * clock, so they keep rising over a restart without a stored counter.
 */
public final class PositionSource {
  private final long epoch;
  private long last;

  public PositionSource(long epoch) {
    this.epoch = epoch;
  }

  public Position next(long nowMicros) {
    last = Math.max(last + 1, nowMicros);
    return new Position(epoch, last);
  }

  /** The newest position given, or the start of the epoch. */
  public Position last() {
    return new Position(epoch, last);
  }
}
