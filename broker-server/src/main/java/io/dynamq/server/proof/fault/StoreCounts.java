package io.dynamq.server.proof.fault;

import java.util.Map;
import java.util.TreeMap;

/** Requests to the store by operation. Safe on any thread. */
public final class StoreCounts {
  private final Map<String, Long> counts = new TreeMap<>();

  synchronized void count(String operation) {
    counts.merge(operation, 1L, Long::sum);
  }

  /** By operation, such as {@code PutItem}. */
  public synchronized Map<String, Long> byOperation() {
    return new TreeMap<>(counts);
  }
}
