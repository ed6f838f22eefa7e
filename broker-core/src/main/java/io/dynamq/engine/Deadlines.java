package io.dynamq.engine;

import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Wakes homes at absolute times: session expiry, will delay, another try. A home has at most one
 * deadline and cancels it when it no longer matters, so that clients which come and go often leave
 * nothing behind. Any thread.
 */
final class Deadlines {
  private final ConcurrentSkipListSet<Deadline> queue = new ConcurrentSkipListSet<>();
  private final AtomicLong numbers = new AtomicLong();

  /**
   * One home's time.
   *
   * @param number tells equal times apart
   */
  record Deadline(long atMillis, long number, Home home) implements Comparable<Deadline> {
    @Override
    public int compareTo(Deadline other) {
      int byTime = Long.compare(atMillis, other.atMillis);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  Deadline add(long atMillis, Home home) {
    Deadline deadline = new Deadline(atMillis, numbers.incrementAndGet(), home);
    queue.add(deadline);
    return deadline;
  }

  void cancel(Deadline deadline) {
    queue.remove(deadline);
  }

  int size() {
    return queue.size();
  }

  /** Nudges every home whose time has come. */
  void due(long nowMillis) {
    for (Deadline next : queue) {
      if (next.atMillis > nowMillis) {
        return;
      }
      if (queue.remove(next)) {
        next.home.post(Mail.of(home -> home.deadlineReached(next)));
      }
    }
  }
}
