package io.dynamq.dynamodb;

import io.dynamq.dynamodb.table.Census;
import io.dynamq.dynamodb.table.ExpirySweep;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one background thread: counts what was there at the start, then sweeps now and then. */
final class Housekeeping implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread created = new Thread(task, "dynamodb-housekeeping");
            created.setDaemon(true);
            return created;
          });
  private final ExpirySweep sweep;
  private volatile boolean stopped;

  Housekeeping(ExpirySweep sweep) {
    this.sweep = sweep;
  }

  void start(Census census, Duration period) {
    thread.execute(() -> count(census));
    thread.scheduleWithFixedDelay(
        this::sweep, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Sweeps on the calling thread, together with nobody else. */
  synchronized int sweepNow() {
    return stopped ? 0 : sweep.run(() -> stopped);
  }

  /** Ends the work and waits for the thread, which may be inside the store. */
  @Override
  public void close() {
    stopped = true;
    thread.shutdownNow();
    boolean interrupted = false;
    while (true) {
      try {
        if (thread.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    awaitSweep();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // A sweep that a caller asked for runs on the caller's thread and holds the monitor.
  private synchronized void awaitSweep() {
    LOG.debug("housekeeping has ended");
  }

  private void count(Census census) {
    try (census) {
      census.run(() -> stopped);
    } catch (RuntimeException e) {
      LOG.warn("what the tables hold could not be counted", e);
    }
  }

  private void sweep() {
    try {
      int deleted = sweepNow();
      LOG.debug("sweep deleted {} expired items", deleted);
    } catch (RuntimeException e) {
      // An exception would end the schedule for good.
      LOG.warn("sweep of expired items failed, will be tried again", e);
    }
  }
}
