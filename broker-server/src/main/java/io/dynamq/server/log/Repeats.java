package io.dynamq.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.dynamq.time.Time;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Lets only so many lines of one kind through in ten seconds and says afterwards how many there were
 * more. Of one kind are lines of one logger with the same words around what varies. Debug is for who
 * wants everything, and the audit must be complete.
 */
public final class Repeats extends TurboFilter {
  static final int SECONDS = 10;
  private static final int KINDS_MAX = 1_000;
  private static final Marker SUMMARY = MarkerFactory.getMarker("repeats");
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(SECONDS);

  private final int limit;
  private final Time time;
  private final Set<String> exempt;
  private final Map<Kind, Count> counts = new HashMap<>();

  private record Kind(Logger logger, String words) {}

  private static final class Count {
    private final Level level;
    private final long since;
    private int lines;

    Count(Level level, long since) {
      this.level = level;
      this.since = since;
    }
  }

  /**
   * @param limit lines of one kind in ten seconds
   * @param exempt loggers whose every line is written
   */
  public Repeats(int limit, Time time, Set<String> exempt) {
    this.limit = limit;
    this.time = time;
    this.exempt = Set.copyOf(exempt);
    setName("repeats");
  }

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String words, Object[] values, Throwable thrown) {
    boolean counted =
        words != null
            && level.isGreaterOrEqual(Level.INFO)
            && level.isGreaterOrEqual(logger.getEffectiveLevel())
            && marker != SUMMARY
            && !exempt.contains(logger.getName());
    return counted && !isRoomFor(new Kind(logger, words), level)
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }

  private synchronized boolean isRoomFor(Kind kind, Level level) {
    long now = time.nanos();
    Count count = counts.get(kind);
    if (count != null && now - count.since >= WINDOW_NANOS) {
      // If its summary was due it has been written by now, or will be by the task that is under way.
      summarize(kind, counts.remove(kind));
      count = null;
    }
    if (count == null) {
      if (counts.size() >= KINDS_MAX) {
        look();
      }
      if (counts.size() >= KINDS_MAX) {
        return true;
      }
      count = new Count(level, now);
      counts.put(kind, count);
    }
    if (++count.lines == limit + 1) {
      lookLater();
    }
    return count.lines <= limit;
  }

  private void lookLater() {
    ScheduledExecutorService later = getContext().getScheduledExecutorService();
    later.schedule(this::look, SECONDS + 1, TimeUnit.SECONDS);
  }

  /** Says what was left out in windows that are over. */
  synchronized void look() {
    long now = time.nanos();
    counts
        .entrySet()
        .removeIf(
            entry -> {
              boolean over = now - entry.getValue().since >= WINDOW_NANOS;
              if (over) {
                summarize(entry.getKey(), entry.getValue());
              }
              return over;
            });
  }

  /** Says what was left out so far, before the log ends. */
  public synchronized void finish() {
    counts.forEach(this::summarize);
    counts.clear();
  }

  private void summarize(Kind kind, Count count) {
    int more = count.lines - limit;
    if (more > 0) {
      kind.logger.log(
          SUMMARY,
          Repeats.class.getName(),
          Level.toLocationAwareLoggerInteger(count.level),
          "{} more like it in " + SECONDS + " s: {}",
          new Object[] {more, kind.words},
          null);
    }
  }
}
