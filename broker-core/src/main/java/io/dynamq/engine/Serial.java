package io.dynamq.engine;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks in the order in which they come, one at a time, on one loop that others use too. */
abstract class Serial {
  private static final Logger LOG = LoggerFactory.getLogger(Serial.class);

  /** Tasks in one go; then others on the loop come first. */
  private static final int BATCH = 1_000;

  private final Executor loop;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  Serial(Executor loop) {
    this.loop = loop;
  }

  /** Adds a task; any thread. */
  final void post(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      loop.execute(this::drain);
    }
  }

  /** How many tasks wait; any thread. */
  final int waiting() {
    return waiting.get();
  }

  private void drain() {
    int done = 0;
    for (Runnable task = tasks.peek(); task != null && done < BATCH; task = tasks.peek()) {
      guarded(task);
      tasks.poll();
      done++;
    }
    guarded(this::afterBatch);
    if (waiting.addAndGet(-done) > 0) {
      loop.execute(this::drain);
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a fault of ours in {}", this, e);
      failed();
    }
  }

  /** Runs after each batch. */
  abstract void afterBatch();

  /** A task threw: our fault. */
  abstract void failed();
}
