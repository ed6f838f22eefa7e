package io.dynamq.dynamo.wal;

import java.util.ArrayDeque;

/**
 * The log in pieces that are deleted as a whole. Unflushed state remembers in which generation it
 * was first logged; a generation goes when nothing unflushed is from it or an older one. Log thread,
 * but for the two readings.
 */
final class Generations {
  private static final class Piece {
    final long number;
    final long first;
    long bytes;

    Piece(long number, long first) {
      this.number = number;
      this.first = first;
    }
  }

  private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
  private volatile long current;
  private volatile long bytes;

  /**
   * @param first where the next group will be; what is there before is generation 0
   */
  Generations(long first, long bytesBefore) {
    pieces.add(new Piece(0, 0));
    wrote(bytesBefore);
    current = 1;
    pieces.add(new Piece(1, first));
  }

  /** What is logged from now on will be in this one or a later one; any thread. */
  long current() {
    return current;
  }

  /** Bytes that are still needed; any thread. */
  long bytes() {
    return bytes;
  }

  /** A group was appended. */
  void wrote(long more) {
    pieces.getLast().bytes += more;
    bytes = bytes + more;
  }

  /** The next group begins a new one, unless the last is still empty. */
  void advance(long first) {
    if (pieces.getLast().bytes > 0) {
      pieces.add(new Piece(current + 1, first));
      current = current + 1;
    }
  }

  /** Whether a group was written that is needed. */
  boolean isNeeded(long oldestNeeded) {
    return pieces.stream().anyMatch(piece -> piece.bytes > 0 && piece.number >= oldestNeeded);
  }

  /**
   * Forgets all before the oldest that is needed.
   *
   * @return the first group that stays, -1 if nothing went
   */
  long release(long oldestNeeded) {
    boolean gone = false;
    while (pieces.size() > 1 && pieces.getFirst().number < oldestNeeded) {
      Piece piece = pieces.removeFirst();
      bytes = bytes - piece.bytes;
      gone |= piece.bytes > 0;
    }
    return gone ? pieces.getFirst().first : -1;
  }
}
