package io.dynamq.dynamo.backend;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.time.Time;
import java.util.concurrent.CompletionException;
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
    say("not stored in " + table + ": " + shortened(what) + ": " + why);
  }

  /** Something could not be looked up; counted by the pool already. */
  void failed(String what, Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null
            ? error.getCause()
            : error;
    say(shortened(what) + " failed: " + cause.getMessage());
  }

  private static String shortened(String text) {
    return text.length() > 120 ? text.substring(0, 120) + "…" : text;
  }

  private void say(String line) {
    long last = lastNanos.get();
    long now = time.nanos();
    if (now - last >= QUIET_NANOS && lastNanos.compareAndSet(last, now)) {
      LOG.warn("{} ({} such events since the last such line)", line, unsaid.getAndSet(0) + 1);
    } else {
      unsaid.incrementAndGet();
    }
  }
}
