package io.dynamq.engine;

import io.dynamq.observe.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks with each tick at how full the memory is. Above the high mark no connections are accepted and
 * whoever publishes is not read from until the next second, so that what waits drains; above the
 * critical one the sessions that hold most in memory for a client that is too slow lose their
 * connection. Looking is serial.
 */
final class MemoryWatch {
  /** Who holds less is not worth a connection. */
  static final long SMALL_BYTES = 64 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);
  private static final long SECOND_MILLIS = 1_000;
  private static final int CLOSED_AT_ONCE = 10;

  private final Core core;
  private final Broker.MemoryMarks marks;
  private final DoubleSupplier used;
  private final Consumer<Boolean> doors;
  private long breathedAtMillis;
  private long surveyedAtMillis;
  private boolean critical;

  /**
   * @param used share of the memory, 0.0 to 1.0
   * @param doors told true when no connection may be accepted, false when they may again
   */
  MemoryWatch(
      Core core, Broker.MemoryMarks marks, DoubleSupplier used, Consumer<Boolean> doors) {
    this.core = core;
    this.marks = marks;
    this.used = used;
    this.doors = doors;
    core.meters.gauge("memory.used.percent", () -> Math.round(used.getAsDouble() * 100));
    core.meters.gauge("memory.crowded", () -> core.crowded ? 1 : 0);
  }

  void look(long nowMillis) {
    double share = used.getAsDouble();
    boolean high = share >= marks.high();
    if (high != core.crowded) {
      change(high, share, nowMillis);
    } else if (high && nowMillis - breathedAtMillis >= SECOND_MILLIS) {
      // If what fills the memory does not drain, publishers must not wait for ever.
      breathedAtMillis = nowMillis;
      core.sessions.resumeSlowed();
    }
    boolean now = share >= marks.critical();
    if (now && nowMillis - surveyedAtMillis >= SECOND_MILLIS) {
      surveyedAtMillis = nowMillis;
      closeLargest();
    }
    if (now && !critical) {
      LOG.error(
          "the memory is full to {} %, clients that are too slow are closed",
          Math.round(share * 100));
    }
    critical = now;
  }

  private void change(boolean high, double share, long nowMillis) {
    core.crowded = high;
    doors.accept(high);
    breathedAtMillis = nowMillis;
    if (high) {
      core.meters.count(Metric.BROKER_CROWDED);
      LOG.warn(
          "the memory is full to {} %, no connections are accepted and publishers are slowed",
          Math.round(share * 100));
    } else {
      LOG.info("the memory is full to {} %, all goes on", Math.round(share * 100));
    }
  }

  private record Held(Home home, long bytes) {}

  private void closeLargest() {
    List<CompletableFuture<Held>> asked = new ArrayList<>();
    for (Home home : core.sessions.all()) {
      if (home.live() != null) {
        asked.add(home.ask(MemoryWatch::held));
      }
    }
    CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenRun(
            () ->
                asked.stream()
                    .map(CompletableFuture::join)
                    .filter(Objects::nonNull)
                    .filter(held -> held.bytes >= SMALL_BYTES)
                    .sorted(Comparator.comparingLong(Held::bytes).reversed())
                    .limit(CLOSED_AT_ONCE)
                    .forEach(held -> held.home.post(Mail.of(this::close))));
  }

  private static Held held(Home home) {
    return home.live() == null ? null : new Held(home, home.live().heldBytes());
  }

  private void close(Home home) {
    if (home.live() != null) {
      core.meters.count(Metric.CONNECTIONS_OVERLOADED);
      home.live().end(EndCause.OVERLOADED, "too much waits for this client");
    }
  }
}
