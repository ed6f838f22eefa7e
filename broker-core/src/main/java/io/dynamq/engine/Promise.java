package io.dynamq.engine;

import io.dynamq.routing.Receipt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The receipt of a message that the broker itself publishes. The publisher holds one count until
 * {@link #seal}, so it cannot complete while receivers are still joining. Any thread.
 */
final class Promise implements Receipt {
  private final AtomicInteger awaited = new AtomicInteger(1);
  private final Consumer<Throwable> outcome;
  private volatile Throwable failure;

  /**
   * @param outcome called once, with null if all holds
   */
  Promise(Consumer<Throwable> outcome) {
    this.outcome = outcome;
  }

  @Override
  public void join(CompletableFuture<Void> write) {
    if (write.isDone() && !write.isCompletedExceptionally()) {
      return;
    }
    expect();
    write.whenComplete((done, fault) -> arrive(fault));
  }

  @Override
  public void expect() {
    awaited.incrementAndGet();
  }

  @Override
  public void arrive(Throwable fault) {
    if (fault != null) {
      failure = fault;
    }
    seal();
  }

  /** All receivers have been asked. */
  void seal() {
    if (awaited.decrementAndGet() == 0) {
      outcome.accept(failure);
    }
  }
}
