package io.dynamq.net;

/**
 * When the next SUBSCRIBE or UNSUBSCRIBE of tens of thousands of filters may be decoded on a loop. One
 * comes at once; of several, whoever sends them, each waits as bytes until the one before has had its
 * time. For what they cost is not only turns of the loop, which others share, but garbage, and a
 * collection stops everybody. Used on the loop only.
 */
final class LongRequests {
  /** Whoever asks for some hundred filters never waits. */
  static final int LONG_BYTES = 16 << 10;

  /** A megabyte in a second, of which a loop needs some ten to sixty percent. */
  private static final long NANOS_PER_BYTE = 1_000;

  private long freeAt = Long.MIN_VALUE;

  /**
   * Takes the next place in the queue.
   *
   * @param now of the loop's clock
   * @return how long to wait for it, 0 if it is there
   */
  long waitNanos(int bytes, long now) {
    long at = freeAt == Long.MIN_VALUE || freeAt - now < 0 ? now : freeAt;
    freeAt = at + bytes * NANOS_PER_BYTE;
    return at - now;
  }
}
