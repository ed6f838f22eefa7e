package io.dynamq.dynamo.writebehind;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The lines in which dirty entries wait for the flusher. Any thread adds, the flusher's polls. */
final class DueLine {
  /**
   * For a message whose receiver is there: it answers within this time if it answers at once. Then
   * neither the write nor the look-ups of the lease that go with it are needed.
   */
  static final long PATIENCE_NANOS = 20_000_000;

  /** When what was postponed is looked at again. */
  static final long AGAIN_NANOS = 40_000_000;

  /** An entry in line; stale once its key was taken back or is another entry's. */
  private record Waiting(Entry entry, long sinceNanos) {}

  private final Queue<Waiting> held = new ConcurrentLinkedQueue<>();
  private final Queue<Waiting> again = new ConcurrentLinkedQueue<>();
  private final Queue<Waiting> soon = new ConcurrentLinkedQueue<>();
  private final Queue<Waiting> now = new ConcurrentLinkedQueue<>();

  /** To be called within the map's {@code compute} of the entry's key. */
  void add(Entry entry) {
    Queue<Waiting> line =
        switch (entry.urgency) {
          case NONE -> held;
          case SOON -> soon;
          case NOW -> now;
        };
    line.add(new Waiting(entry, entry.dirtySinceNanos));
  }

  /** It was due, but may not be needed; the same goes for the call. */
  void postpone(Entry entry, long nowNanos) {
    again.add(new Waiting(entry, nowNanos));
  }

  /**
   * The next entry in line.
   *
   * @param bornBeforeNanos younger ones stay, unless somebody waits for them
   * @return null if none is due
   */
  Entry poll(long bornBeforeNanos, long nowNanos) {
    Waiting urgent = now.poll();
    if (urgent != null) {
      return urgent.entry;
    }
    // What nobody waits for is held longer, but for a hold window that is shorter than the patience.
    Entry next = due(soon, Math.max(bornBeforeNanos, nowNanos - PATIENCE_NANOS));
    if (next == null) {
      next = due(again, nowNanos - AGAIN_NANOS);
    }
    return next != null ? next : due(held, bornBeforeNanos);
  }

  private static Entry due(Queue<Waiting> line, long bornBeforeNanos) {
    Waiting head = line.peek();
    if (head == null || head.sinceNanos - bornBeforeNanos > 0) {
      return null;
    }
    return line.poll().entry;
  }

  /** Whether one is due that somebody waits for. */
  boolean hasUrgent(long nowNanos) {
    return dueIn(nowNanos) == 0;
  }

  /** Nanoseconds until an entry that somebody waits for is due, Long.MAX_VALUE if none waits. */
  long dueIn(long nowNanos) {
    if (!now.isEmpty()) {
      return 0;
    }
    Waiting head = soon.peek();
    return head == null
        ? Long.MAX_VALUE
        : Math.max(0, head.sinceNanos + PATIENCE_NANOS - nowNanos);
  }
}
