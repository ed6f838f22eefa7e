package io.dynamq.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the broker is, if it is systemd that has started it ({@code Type=notify}): ready,
 * stopping, and, while its event loops answer, still alive ({@code WatchdogSec}). By systemd's own
 * program: Java cannot write to the datagram socket that it would take.
 */
final class Supervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final String PROGRAM = "systemd-notify";
  private static final long PROGRAM_SECONDS = 5;

  private final boolean present;
  private final long watchdogMicros;
  private ScheduledExecutorService watchdog;

  /**
   * @param environment {@code NOTIFY_SOCKET} and {@code WATCHDOG_USEC} are systemd's
   */
  Supervisor(Map<String, String> environment) {
    present = environment.containsKey("NOTIFY_SOCKET");
    watchdogMicros = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
  }

  /**
   * Clients are served from now on.
   *
   * @param alive asked at half of the watchdog's time, on a thread of its own; may block
   */
  void ready(BooleanSupplier alive) {
    if (!present) {
      return;
    }
    tell("READY=1", "STATUS=serving");
    if (watchdogMicros > 0) {
      watchdog =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "watchdog");
                thread.setDaemon(true);
                return thread;
              });
      long pause = watchdogMicros / 2;
      watchdog.scheduleAtFixedRate(() -> look(alive), pause, pause, TimeUnit.MICROSECONDS);
    }
  }

  private void look(BooleanSupplier alive) {
    if (alive.getAsBoolean()) {
      tell("WATCHDOG=1");
    } else {
      LOG.error("event loops do not answer; systemd will restart the broker if that goes on");
    }
  }

  /** Everything is being flushed. */
  @Override
  public void close() {
    if (watchdog != null) {
      watchdog.shutdownNow();
    }
    if (present) {
      tell("STOPPING=1", "STATUS=telling clients to leave, writing to the store");
    }
  }

  private static void tell(String... words) {
    List<String> command = new ArrayList<>(List.of(PROGRAM));
    command.addAll(List.of(words));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(PROGRAM_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      LOG.warn("systemd cannot be told {}: {}", List.of(words), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
