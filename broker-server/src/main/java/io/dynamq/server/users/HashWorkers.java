package io.dynamq.server.users;

import io.dynamq.auth.Opinion;
import io.dynamq.packet.ReasonCode;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Threads that compute hashes: half of the processors, so that passwords leave room for messages. So
 * many clients may wait, further ones are told that the server is busy. Any thread.
 */
public final class HashWorkers implements AutoCloseable {
  private static final CompletableFuture<Opinion> BUSY =
      CompletableFuture.completedFuture(
          new Opinion.Deny(ReasonCode.SERVER_BUSY, "too many clients wait for it"));

  private final ThreadPoolExecutor threads;

  /**
   * @param waitingMax how many may wait for a thread
   */
  public HashWorkers(int waitingMax) {
    int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waitingMax),
            work -> {
              Thread thread = new Thread(work, "dynamq-hash");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The opinion, when a thread has come to it. */
  public CompletableFuture<Opinion> ask(Supplier<Opinion> opinion) {
    try {
      return CompletableFuture.supplyAsync(opinion, threads);
    } catch (RejectedExecutionException e) {
      return BUSY;
    }
  }

  /** Clients that still wait are not answered; their connections are closed by then. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
