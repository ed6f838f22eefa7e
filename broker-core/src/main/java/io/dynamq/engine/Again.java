package io.dynamq.engine;

import io.dynamq.routing.Receipt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** The receipt of a message that is handed over again: whether its receiver has stored it. */
final class Again implements Receipt {
  private final AtomicInteger open = new AtomicInteger(1);
  private final CompletableFuture<Boolean> stored = new CompletableFuture<>();
  private volatile boolean joined;
  private volatile boolean failed;

  @Override
  public boolean yields() {
    return true;
  }

  @Override
  public boolean isTold() {
    return true;
  }

  @Override
  public void join(CompletableFuture<Void> write) {
    joined = true;
    expect();
    write.whenComplete((done, fault) -> arrive(fault));
  }

  @Override
  public void expect() {
    open.incrementAndGet();
  }

  @Override
  public void arrive(Throwable failure) {
    failed |= failure != null;
    if (open.decrementAndGet() == 0) {
      stored.complete(joined && !failed);
    }
  }

  /** Everybody has been asked; completes with whether it is stored. */
  CompletableFuture<Boolean> sealed() {
    arrive(null);
    return stored;
  }
}
