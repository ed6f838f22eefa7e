package io.dynamq.dynamodb;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How to start a store.
 *
 * @param host the address to listen on; loopback unless told otherwise, because nobody is asked for
 *     credentials
 * @param port the port to listen on; 0 takes a free one
 * @param dataDir where the data lives; null keeps all of it in memory
 * @param fsync whether each write waits for the disk. Without, an answered write survives the death
 *     of this process, even by kill -9, but not the loss of power
 * @param sweepPeriod how often items are looked through for an expired time to live
 * @param faultControl whether faults can be switched by HTTP requests; for tests only
 */
public record Options(
    String host, int port, Path dataDir, boolean fsync, Duration sweepPeriod, boolean faultControl) {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int PORT_MAX = 65_535;
  private static final Duration SWEEP_PERIOD = Duration.ofSeconds(60);

  /** Checks the bounds. */
  public Options {
    Objects.requireNonNull(host, "host");
    if (port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException("port must be from 0 to 65535, not " + port);
    }
    if (sweepPeriod.isNegative() || sweepPeriod.isZero()) {
      throw new IllegalArgumentException("sweepPeriod must be positive, not " + sweepPeriod);
    }
  }

  /** Everything in memory, on a free loopback port. */
  public static Options inMemory() {
    return new Options(LOOPBACK, 0, null, false, SWEEP_PERIOD, false);
  }

  /** Durable in a directory, which is created when missing, on a free loopback port. */
  public static Options onDisk(Path dataDir) {
    return new Options(LOOPBACK, 0, dataDir, false, SWEEP_PERIOD, false);
  }

  /** The same on another address. */
  public Options withHost(String otherHost) {
    return new Options(otherHost, port, dataDir, fsync, sweepPeriod, faultControl);
  }

  /** The same on another port. */
  public Options withPort(int otherPort) {
    return new Options(host, otherPort, dataDir, fsync, sweepPeriod, faultControl);
  }

  /** The same with the data in another directory, or in memory when it is null. */
  public Options withDataDir(Path directory) {
    return new Options(host, port, directory, fsync, sweepPeriod, faultControl);
  }

  /** The same with or without waiting for the disk. */
  public Options withFsync(boolean wait) {
    return new Options(host, port, dataDir, wait, sweepPeriod, faultControl);
  }

  /** The same with another time between two sweeps. */
  public Options withSweepPeriod(Duration period) {
    return new Options(host, port, dataDir, fsync, period, faultControl);
  }

  /** The same with or without control of faults over HTTP. */
  public Options withFaultControl(boolean allowed) {
    return new Options(host, port, dataDir, fsync, sweepPeriod, allowed);
  }
}
