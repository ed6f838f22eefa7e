package io.dynamq.testkit;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** An event loop that runs on the test's thread, when told. */
public final class ManualLoop implements Executor {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** Runs the oldest task alone; false if there is none. */
  public boolean step() {
    Runnable task = tasks.poll();
    if (task != null) {
      task.run();
    }
    return task != null;
  }

  /** Runs what is queued now and what that queues. */
  public boolean run() {
    boolean any = false;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      any = true;
      task.run();
    }
    return any;
  }
}
