package io.dynamq.engine;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Registers EMQX's statistics: each with its reading and its high-water mark. */
final class Gauges {
  private final Core core;

  Gauges(Core core) {
    this.core = core;
  }

  void register() {
    pair("connections", () -> core.sessions.connections());
    pair("live_connections", () -> core.sessions.connections());
    pair("channels", () -> core.sessions.count());
    pair("sessions", () -> core.sessions.count());
    pair("retained", core.retained::count);
    pair("routes", core.table::filterCount);
    pair("topics", core.table::filterCount);
    pair("subscriptions", core.table::subscriptionCount);
    pair("suboptions", core.table::subscriptionCount);
    pair("subscribers", core.table::subscriptionCount);
    pair("subscriptions.shared", core.table::sharedCount);
    if (core.settings.modules().delays().enabled()) {
      pair("delayed", core.delayed::count);
      core.meters.gauge("delayed.bytes", core.delayed::bytes);
    }
  }

  /** The high-water mark is as fine as the readings: {@code $SYS}, metrics and administration. */
  private void pair(String name, LongSupplier reading) {
    AtomicLong max = new AtomicLong();
    LongSupplier marking =
        () -> {
          long now = reading.getAsLong();
          max.accumulateAndGet(now, Math::max);
          return now;
        };
    core.meters.gauge(name + ".count", marking);
    core.meters.gauge(
        name + ".max",
        () -> {
          marking.getAsLong();
          return max.get();
        });
  }
}
