package io.dynamq.dynamodb.http;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that carry requests out, because the store may block.
 *
 * <p>The queue is bounded; {@link #execute} throws {@link
 * java.util.concurrent.RejectedExecutionException} when it is full.
 */
final class Workers {

  private static final int THREADS = 2;
  private static final int QUEUED_MAX = 4096;
  private static final long CLOSE_SECONDS_MAX = 30;

  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(QUEUED_MAX),
          new DefaultThreadFactory("dynamodb-worker", true));

  void execute(Runnable task) {
    pool.execute(task);
  }

  /** Waits for the tasks that were accepted; whether all of them ended. */
  boolean drain() {
    pool.shutdown();
    try {
      return pool.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
