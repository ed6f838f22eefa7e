package io.dynamq.dynamo.work;

import java.util.concurrent.Executor;

/** Takes tasks, in turn; after its end it refuses them with a RejectedExecutionException. */
public interface Crew extends Executor, AutoCloseable {

  /** Runs a task after a while, also if it has ended by then, on a thread that has no time. */
  void later(long millis, Runnable task);

  boolean isClosed();

  /** What was taken is still done. */
  @Override
  void close();
}
