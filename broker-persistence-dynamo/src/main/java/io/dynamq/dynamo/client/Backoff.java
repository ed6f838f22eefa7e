package io.dynamq.dynamo.client;

import java.util.random.RandomGenerator;

/** Full jitter: a random share of a span that doubles from 25 ms to 5 s. Not thread-safe. */
public final class Backoff {
  private static final long FIRST_MILLIS = 25;
  private static final long LAST_MILLIS = 5_000;
  private final RandomGenerator random;
  private int tries;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** How long to wait before the next try. */
  public long nextMillis() {
    long span = Math.min(LAST_MILLIS, FIRST_MILLIS << Math.min(tries, 16));
    tries++;
    return random.nextLong(span + 1);
  }

  /** Waits asked for since the last success. */
  public int tries() {
    return tries;
  }

  /** After a success. */
  public void reset() {
    tries = 0;
  }
}
