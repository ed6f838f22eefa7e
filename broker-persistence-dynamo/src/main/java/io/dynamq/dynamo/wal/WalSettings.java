package io.dynamq.dynamo.wal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a log is kept.
 *
 * @param directory of its files, belongs to one node
 * @param interval between two fsyncs in {@link Fsync#INTERVAL}
 * @param maxBytes of records that DynamoDB does not have yet; beyond it nothing new is taken
 */
public record WalSettings(Path directory, Fsync fsync, Duration interval, long maxBytes) {

  /** What holds if nothing is configured. */
  public static WalSettings defaults(Path directory) {
    return new WalSettings(directory, Fsync.INTERVAL, Duration.ofMillis(100), 1L << 30);
  }

  /** The same with a relative directory below the data directory. */
  public WalSettings in(Path dataDirectory) {
    return new WalSettings(dataDirectory.resolve(directory), fsync, interval, maxBytes);
  }
}
