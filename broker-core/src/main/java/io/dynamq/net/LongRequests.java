package io.dynamq.net;

import java.util.ArrayDeque;
import java.util.Deque;

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

  /** A connection with such a request. */
  interface Waiter {

    /** False if nothing of it will be read any more; its place costs nobody time then. */
    boolean isThere();

    /** Its request may be decoded. */
    void itsTurn();
  }

  /** What wakes the loop. */
  interface Alarm {
    void after(long nanos, Runnable task);
  }

  private record Place(Waiter waiter, int bytes) {}

  private final Alarm alarm;
  private final Deque<Place> waiting = new ArrayDeque<>();
  private long freeAt = Long.MIN_VALUE;

  LongRequests(Alarm alarm) {
    this.alarm = alarm;
  }

  /**
   * Takes the next place in the queue.
   *
   * @param now of the loop's clock
   * @return true if its turn is now; otherwise it is told
   */
  boolean enter(Waiter waiter, int bytes, long now) {
    if (!waiting.isEmpty()) {
      waiting.add(new Place(waiter, bytes));
      return false;
    }
    if (waitNanos(now) == 0) {
      freeAt = now + bytes * NANOS_PER_BYTE;
      return true;
    }
    waiting.add(new Place(waiter, bytes));
    alarm.after(waitNanos(now), this::next);
    return false;
  }

  private long waitNanos(long now) {
    return freeAt == Long.MIN_VALUE ? 0 : Math.max(0, freeAt - now);
  }

  private void next() {
    Place place = waiting.poll();
    while (place != null && !place.waiter.isThere()) {
      place = waiting.poll();
    }
    if (place == null) {
      return;
    }
    long nanos = place.bytes * NANOS_PER_BYTE;
    freeAt += nanos;
    if (!waiting.isEmpty()) {
      alarm.after(nanos, this::next);
    }
    place.waiter.itsTurn();
  }
}
