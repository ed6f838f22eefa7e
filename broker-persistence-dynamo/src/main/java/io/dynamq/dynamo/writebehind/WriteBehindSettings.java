package io.dynamq.dynamo.writebehind;

import java.time.Duration;

/**
 * The bounds of a write-behind.
 *
 * @param name prefix of its gauges and threads, such as {@code store}
 * @param hold how long an entry waits for being superseded or deleted before it is written
 * @param maxEntries unflushed items at most
 * @param maxBytes unflushed bytes at most
 * @param concurrency requests under way at most
 */
public record WriteBehindSettings(
    String name, Duration hold, int maxEntries, long maxBytes, int concurrency) {

  /** The same with other bounds of requests. */
  public WriteBehindSettings withConcurrency(int requests) {
    return new WriteBehindSettings(name, hold, maxEntries, maxBytes, requests);
  }

  /** What holds if nothing is configured. */
  public static WriteBehindSettings defaults(String name) {
    return new WriteBehindSettings(name, Duration.ofMillis(250), 100_000, 384L << 20, 16);
  }
}
