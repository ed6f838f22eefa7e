package io.dynamq.dynamo.work;

import io.dynamq.observe.Meters;
import java.util.function.LongSupplier;

/** A worker's turn that may throw, which must not end the work for good. On the worker. */
public final class SteadyTurn implements LongSupplier {
  /** A turn that threw is not repeated at once: it may do so again. */
  private static final long PAUSE_NANOS = 1_000_000_000;

  private final LongSupplier turn;
  private final FaultLog faults;

  /**
   * @param name what the work is called in the log
   */
  public SteadyTurn(String name, LongSupplier turn, Meters meters) {
    this.turn = turn;
    this.faults = new FaultLog(name, meters);
  }

  @Override
  public long getAsLong() {
    try {
      return turn.getAsLong();
    } catch (RuntimeException bug) {
      faults.tell(bug);
      return PAUSE_NANOS;
    }
  }
}
