package io.dynamq.dynamo.work;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Daemon threads. */
final class ThreadHands implements Hands {
  static final ThreadHands INSTANCE = new ThreadHands();

  private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

  private ThreadHands() {}

  @Override
  public Crew crew(String name, int threads) {
    return new ThreadCrew(name, threads);
  }

  @Override
  public Worker worker(String name, LongSupplier turn, long restNanos) {
    return new ThreadWorker(name, turn, restNanos);
  }

  @Override
  public void await(CompletableFuture<?> future, Duration limit) throws InterruptedException {
    try {
      future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException | java.util.concurrent.CancellationException e) {
      // The caller looks at the future itself.
      return;
    }
  }

  @Override
  public RandomGenerator random() {
    return RANDOM;
  }
}
