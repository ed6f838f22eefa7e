package io.dynamq.server.proof.client;

import java.util.Map;
import java.util.TreeMap;

/** Counts of what is allowed and still worth a line in the report. */
public final class Tally {
  private final Map<String, Long> counts = new TreeMap<>();

  /** One more. */
  synchronized void count(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  /** What was counted, by name. */
  public synchronized Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }
}
