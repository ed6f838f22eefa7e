package io.dynamq.server.callback;

import io.dynamq.time.Time;
import java.util.concurrent.TimeUnit;

/**
 * Keeps from asking who does not answer: after some failures in a row nobody is asked for a while,
 * then one is, and its answer decides. Any thread.
 */
final class Circuit {
  static final int FAILURES = 5;
  static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Time time;
  private int failures;
  private long openedAt;

  Circuit(Time time) {
    this.time = time;
  }

  /** Whether to ask. */
  synchronized boolean isClosed() {
    if (failures < FAILURES) {
      return true;
    }
    long now = time.nanos();
    if (now - openedAt < PAUSE_NANOS) {
      return false;
    }
    openedAt = now;
    return true;
  }

  synchronized void answered() {
    failures = 0;
  }

  synchronized void failed() {
    if (++failures == FAILURES) {
      openedAt = time.nanos();
    }
  }
}
