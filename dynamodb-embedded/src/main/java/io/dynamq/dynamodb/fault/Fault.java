package io.dynamq.dynamodb.fault;

import java.time.Duration;
import java.util.Set;

/**
 * One fault and which requests it strikes.
 *
 * @param operations names of operations such as {@code PutItem}; empty for all
 * @param table the table a request must name; null for any request
 * @param fraction the share of matching requests that are struck, from 0 to 1
 * @param countMax after so many strikes the fault is spent
 * @param delay how much later an answer comes; only for {@link FaultKind#LATENCY}
 */
public record Fault(
    FaultKind kind,
    Set<String> operations,
    String table,
    double fraction,
    int countMax,
    Delay delay) {

  /** A fixed delay and the most that chance adds to it. */
  public record Delay(Duration fixed, Duration jitterMax) {}

  /** Checks the bounds. */
  public Fault {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("fraction must be from 0 to 1, not " + fraction);
    }
    operations = Set.copyOf(operations);
  }

  /** A fault that strikes every request. */
  public static Fault of(FaultKind kind) {
    Delay none = new Delay(Duration.ZERO, Duration.ZERO);
    return new Fault(kind, Set.of(), null, 1, Integer.MAX_VALUE, none);
  }

  /** Delays every answer by a fixed time and up to a jitter more. */
  public static Fault latency(Duration fixed, Duration jitterMax) {
    Delay delay = new Delay(fixed, jitterMax);
    return new Fault(FaultKind.LATENCY, Set.of(), null, 1, Integer.MAX_VALUE, delay);
  }

  /** The same fault for these operations only. */
  public Fault on(String... operationNames) {
    return new Fault(kind, Set.of(operationNames), table, fraction, countMax, delay);
  }

  /** The same fault for requests that name this table only. */
  public Fault onTable(String tableName) {
    return new Fault(kind, operations, tableName, fraction, countMax, delay);
  }

  /** The same fault for a share of the requests. */
  public Fault withFraction(double share) {
    return new Fault(kind, operations, table, share, countMax, delay);
  }

  /** The same fault, spent after so many strikes. */
  public Fault atMost(int strikes) {
    return new Fault(kind, operations, table, fraction, strikes, delay);
  }

  boolean matches(String operation, Set<String> tables) {
    return (operations.isEmpty() || operations.contains(operation))
        && (table == null || tables.contains(table));
  }
}
