package io.dynamq.server.proof.fault;

import java.util.Locale;
import java.util.Optional;

/**
 * What the proxy does to requests.
 *
 * @see FaultProxy
 */
public enum StoreFault {
  /** Every answer comes 300 ms later. */
  LATENCY(1),
  /** Half of the requests are refused with ProvisionedThroughputExceededException. */
  THROTTLING(0.5),
  /** Connections are closed and new ones refused. */
  REFUSAL(1),
  /** Requests are taken and never carried out nor answered. */
  BLACKHOLE(1),
  /** Half of the requests are answered with status 500; nothing was done. */
  ERRORS(0.5),
  /** Half of the items of batches come back unprocessed. */
  UNPROCESSED(0.5),
  /** A third of the requests are answered by closing the connection; nothing was done. */
  RESETS(0.33),
  /** A third of the requests are carried out, and the connection is closed instead of an answer. */
  AMBIGUOUS(0.33);

  private final double share;

  StoreFault(double share) {
    this.share = share;
  }

  /** The share of requests, or of items of a batch, that are struck. */
  double share() {
    return share;
  }

  /** Its name on the command line and in reports. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The fault of that name. */
  public static Optional<StoreFault> of(String key) {
    for (StoreFault fault : values()) {
      if (fault.key().equals(key)) {
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }
}
