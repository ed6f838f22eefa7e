package io.dynamq.engine;

import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Wakes homes at absolute times: session expiry and will delay. A deadline is only a nudge; the home
 * checks by itself what is due, so nothing is ever cancelled. Adding: any thread; {@link #due} by
 * one thread.
 */
final class Deadlines {
  private final ConcurrentLinkedQueue<Deadline> added = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Deadline> queue = new PriorityQueue<>();

  private record Deadline(long atMillis, Home home) implements Comparable<Deadline> {
    @Override
    public int compareTo(Deadline other) {
      return Long.compare(atMillis, other.atMillis);
    }
  }

  void add(long atMillis, Home home) {
    added.add(new Deadline(atMillis, home));
  }

  /** Nudges every home whose time has come. */
  void due(long nowMillis) {
    for (Deadline next = added.poll(); next != null; next = added.poll()) {
      queue.add(next);
    }
    while (!queue.isEmpty() && queue.peek().atMillis <= nowMillis) {
      queue.poll().home.post(Mail.of(Home::deadlineReached));
    }
  }
}
