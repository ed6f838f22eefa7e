package io.dynamq.dynamo.backend;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.time.Time;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what the tables cannot take, and says so at most once in ten seconds. Any thread. */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Meters meters;
  private final Time time;
  private final AtomicLong lastNanos;
  private final AtomicLong unsaid = new AtomicLong();

  Refusals(Meters meters, Time time) {
    this.meters = meters;
    this.time = time;
    lastNanos = new AtomicLong(time.nanos() - QUIET_NANOS);
  }

  /** Something was not stored; the broker goes on without it. */
  void refused(String table, String what, String why) {
    meters.count(Metric.BACKEND_REFUSED);
    long last = lastNanos.get();
    long now = time.nanos();
    if (now - last >= QUIET_NANOS && lastNanos.compareAndSet(last, now)) {
      LOG.warn(
          "not stored in {}: {}: {} ({} refused since the last such line)",
          table,
          what.length() > 120 ? what.substring(0, 120) + "…" : what,
          why,
          unsaid.getAndSet(0) + 1);
    } else {
      unsaid.incrementAndGet();
    }
  }
}
