package io.dynamq.engine;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
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
  private final Meters meters;
  private String told = "";
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "dynamq-ticker");
            thread.setDaemon(true);
            return thread;
          });

  Ticker(Runnable tick, Meters meters) {
    this.meters = meters;
    this.tick = tick;
  }

  void start() {
    executor.scheduleAtFixedRate(
        this::tickOnce, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tickOnce() {
    try {
      tick.run();
    } catch (RuntimeException | Error bug) {
      // An exception would end the schedule for good; time must go on.
      meters.count(Metric.BUGS);
      if (!told.equals(bug.toString())) {
        told = bug.toString();
        LOG.error("a fault of ours while time passed", bug);
      }
    }
  }

  void stop() {
    executor.shutdownNow();
  }
}
