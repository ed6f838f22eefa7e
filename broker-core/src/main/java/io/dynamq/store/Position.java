package io.dynamq.store;

/**
 * A place in a session's queue. Positions sort by epoch, then sequence; sequences are taken from
 * the microsecond clock, clamped to rise, so they need no stored counter and keep rising over
 * restarts.
 */
public record Position(long epoch, long sequence) implements Comparable<Position> {

  /** Before every message. */
  public static final Position START = new Position(0, 0);

  @Override
  public int compareTo(Position other) {
    int byEpoch = Long.compare(epoch, other.epoch);
    return byEpoch != 0 ? byEpoch : Long.compare(sequence, other.sequence);
  }
}
