package io.dynamq.observe;

/** Why a message was not delivered to a receiver that matched. */
public enum DropReason {
  NO_LOCAL(Metric.DELIVERY_DROPPED_NO_LOCAL),
  TOO_LARGE(Metric.DELIVERY_DROPPED_TOO_LARGE),
  QOS0_MESSAGE(Metric.DELIVERY_DROPPED_QOS0_MSG),
  QUEUE_FULL(Metric.DELIVERY_DROPPED_QUEUE_FULL),
  EXPIRED(Metric.DELIVERY_DROPPED_EXPIRED),
  STORE_REFUSED(Metric.DELIVERY_DROPPED_STORE_REFUSED),
  SESSION_ENDED(Metric.DELIVERY_DROPPED_SESSION_ENDED);

  private final Metric metric;

  DropReason(Metric metric) {
    this.metric = metric;
  }

  public Metric metric() {
    return metric;
  }
}
