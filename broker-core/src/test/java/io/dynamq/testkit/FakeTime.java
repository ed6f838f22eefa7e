package io.dynamq.testkit;

import io.dynamq.time.Time;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves only when told. */
public final class FakeTime implements Time {
  private final AtomicLong micros = new AtomicLong(1_700_000_000_000_000L);

  @Override
  public long epochMicros() {
    return micros.get();
  }

  @Override
  public long nanos() {
    return micros.get() * 1_000;
  }

  /** Moves on. */
  public void advanceMillis(long millis) {
    micros.addAndGet(millis * 1_000);
  }
}
