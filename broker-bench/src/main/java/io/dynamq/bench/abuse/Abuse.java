package io.dynamq.bench.abuse;

import java.io.IOException;

/** One way to harm a broker. */
interface Abuse {

  /**
   * Goes on until the time is over.
   *
   * @param port of the broker on loopback
   * @param endNanos on the clock of {@link System#nanoTime}
   */
  Outcome run(int port, long endNanos) throws IOException, InterruptedException;

  /**
   * What came of it.
   *
   * @param good whether the broker did as it should
   */
  record Outcome(boolean good, String words) {}

  static boolean isOver(long endNanos) {
    return System.nanoTime() - endNanos >= 0;
  }
}
