package io.dynamq.dynamo.work;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** What the store's parts have their work done by. Any thread. */
public interface Hands {

  /** Threads of this process. */
  static Hands threads() {
    return ThreadHands.INSTANCE;
  }

  /**
   * Some that take one task after the other.
   *
   * @param name prefix of their threads' names
   */
  Crew crew(String name, int threads);

  /**
   * One that repeats the same work, not yet started.
   *
   * @param turn does it once and tells for how many nanoseconds it may rest if nobody wakes it
   * @param restNanos how long it rests after each turn even if it is woken
   */
  Worker worker(String name, LongSupplier turn, long restNanos);

  /**
   * Blocks until the future is done, one way or the other, or the time is up. Never on a thread that
   * must not block.
   */
  void await(CompletableFuture<?> future, Duration limit) throws InterruptedException;

  /** For jitter and for names that must not collide; not for secrets. */
  RandomGenerator random();
}
