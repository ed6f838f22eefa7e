package io.dynamq.engine;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the broker's tick at a fixed pace from one daemon thread. */
final class Ticker {
  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
  private static final long PERIOD_MILLIS = 100;

  private final Runnable tick;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "dynamq-ticker");
            thread.setDaemon(true);
            return thread;
          });

  Ticker(Runnable tick) {
    this.tick = tick;
  }

  void start() {
    executor.scheduleAtFixedRate(
        this::tickOnce, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tickOnce() {
    try {
      tick.run();
    } catch (RuntimeException e) {
      // An exception would end the schedule for good; time must go on.
      LOG.error("a fault of ours while time passed", e);
    }
  }

  void stop() {
    executor.shutdownNow();
  }
}
