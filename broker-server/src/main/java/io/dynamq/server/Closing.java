package io.dynamq.server;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was opened, to be closed in the opposite order; one that fails does not keep the others from
 * being closed.
 */
final class Closing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  /** Something to close, and what is said when it is. */
  private record Step(String done, Runnable close) {}

  private final Deque<Step> steps = new ArrayDeque<>();

  /**
   * @param done printed after it was closed, such as {@code state is in the store}
   */
  void later(String done, Runnable close) {
    steps.push(new Step(done, close));
  }

  /** Closes everything, printing a line for each. */
  void closeLoudly(PrintStream console) {
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      if (close(step)) {
        console.println("  " + step.done());
      }
    }
  }

  @Override
  public void close() {
    while (!steps.isEmpty()) {
      close(steps.pop());
    }
  }

  private static boolean close(Step step) {
    try {
      step.close().run();
      return true;
    } catch (RuntimeException e) {
      // A bug in one room must not cost the next its flush.
      LOG.error("while stopping, instead of \"{}\"", step.done(), e);
      return false;
    }
  }
}
