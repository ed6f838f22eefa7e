package io.dynamq.dynamo.work;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where work that goes on for ever tells of faults of ours: each is counted, and logged when it is
 * another than the one before. Any thread.
 */
public final class FaultLog {
  private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);

  private final String name;
  private final Meters meters;
  private volatile String told = "";

  /**
   * @param name what the work is called in the log
   */
  public FaultLog(String name, Meters meters) {
    this.name = name;
    this.meters = meters;
  }

  /** It goes on. */
  public void tell(Throwable bug) {
    meters.count(Metric.BUGS);
    if (!told.equals(bug.toString())) {
      told = bug.toString();
      LOG.error("{}: a fault of ours, it goes on", name, bug);
    }
  }
}
