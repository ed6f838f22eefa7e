package io.dynamq.server.alarm;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks once a second whether conditions hold, on a thread of its own. */
public final class AlarmWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlarmWatch.class);

  private final AlarmBook book;
  private final List<Check> checks;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "dynamq-alarms");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * A condition.
   *
   * @param finding what is wrong now, null if nothing is; may block
   */
  public record Check(String name, Supplier<Finding> finding) {}

  /** What is wrong. */
  public record Finding(String message, Map<String, Object> details) {}

  public AlarmWatch(AlarmBook book, List<Check> checks) {
    this.book = book;
    this.checks = List.copyOf(checks);
  }

  public void start() {
    looks.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  void look() {
    for (Check check : checks) {
      try {
        Finding finding = check.finding().get();
        if (finding == null) {
          book.deactivate(check.name());
        } else {
          book.activate(check.name(), finding.details(), finding.message());
        }
      } catch (RuntimeException e) {
        LOG.error("whether to raise the alarm {} cannot be told", check.name(), e);
      }
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
