package io.dynamq.server;

import io.dynamq.server.alarm.AlarmWatch.Finding;
import io.dynamq.server.config.MachineConfig;
import io.dynamq.time.Time;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Whether the machine has too much to do, with EMQX's names and words. Looked at now and then; in
 * between the last finding holds. One thread.
 */
final class MachineLoad {
  private static final double PERCENT = 100;

  private final MachineConfig config;
  private final Readings readings;
  private final Time time;
  private final Turn processorTurn;
  private final Turn memoryTurn;
  private Finding processors;
  private Finding memory;

  /** Shares of the whole, below zero where they are not known. */
  interface Readings {

    /** Of all processors, since this was asked before; the first answer is not known. */
    double processors();

    /** Of the memory, without what the system would give back at once. */
    double memory();
  }

  MachineLoad(MachineConfig config, Readings readings, Time time) {
    this.config = config;
    this.readings = readings;
    this.time = time;
    this.processorTurn = new Turn(config.processorMillis());
    this.memoryTurn = new Turn(config.memoryMillis());
  }

  /** Null unless there is too much to do. */
  Finding processors() {
    if (processorTurn.isDue()) {
      double usage = rounded(readings.processors());
      int mark = processors == null ? config.processorHigh() : config.processorLow();
      // EMQX's: at the high mark it begins, below the low one it is over.
      boolean high = usage >= 0 && usage >= mark;
      processors =
          high
              ? new Finding(
                  usage + "% cpu usage",
                  Map.of(
                      "usage", usage,
                      "high_watermark", config.processorHigh(),
                      "low_watermark", config.processorLow()))
              : null;
    }
    return processors;
  }

  /** Null unless there is too little of it. */
  Finding memory() {
    if (memoryTurn.isDue()) {
      double usage = rounded(readings.memory());
      int mark = config.memoryHigh();
      memory =
          usage > mark
              ? new Finding(
                  "System memory usage is higher than " + mark + "%",
                  Map.of("usage", usage, "high_watermark", mark))
              : null;
    }
    return memory;
  }

  /** In percent with one digit. */
  private static double rounded(double share) {
    return share < 0 ? -1 : Math.round(share * PERCENT * 10) / 10.0;
  }

  /** Comes round after so long, first at once. */
  private final class Turn {
    private final long nanos;
    private long next = time.nanos();

    Turn(long millis) {
      this.nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    }

    boolean isDue() {
      long now = time.nanos();
      if (now - next < 0) {
        return false;
      }
      next = now + nanos;
      return true;
    }
  }
}
