package io.dynamq.net;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the open connections of one listener against its bound. Any thread. */
final class Gate {
  private final int max;
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicLong refused = new AtomicLong();

  Gate(int max) {
    this.max = max;
  }

  /** True if there was room; then {@link #leave} must follow once. */
  boolean enter() {
    if (inside.incrementAndGet() <= max) {
      return true;
    }
    inside.decrementAndGet();
    refused.incrementAndGet();
    return false;
  }

  void leave() {
    inside.decrementAndGet();
  }

  int inside() {
    return inside.get();
  }

  long refused() {
    return refused.get();
  }
}
