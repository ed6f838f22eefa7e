package io.dynamq.observe;

import java.util.Optional;

/** Why a message was not delivered to a receiver that matched. */
public enum DropReason {
  NO_LOCAL(Metric.DELIVERY_DROPPED_NO_LOCAL),
  TOO_LARGE(Metric.DELIVERY_DROPPED_TOO_LARGE),
  QOS0_MESSAGE(Metric.DELIVERY_DROPPED_QOS0_MSG),
  /** As many messages wait as may. */
  QUEUE_FULL(Metric.DELIVERY_DROPPED_QUEUE_FULL),
  /** As many bytes wait as may. */
  QUEUE_BYTES_FULL(Metric.DELIVERY_DROPPED_QUEUE_BYTES_FULL),
  /** It has waited longer than it may. */
  TOO_OLD(Metric.DELIVERY_DROPPED_TOO_OLD),
  /** The queue was full, or the store took nothing, and the publisher was told, so that it can publish again. */
  PUBLISHER_REFUSED(Metric.DELIVERY_DROPPED_PUBLISHER_REFUSED),
  EXPIRED(Metric.DELIVERY_DROPPED_EXPIRED),
  /** The store is away and the topic's messages are not kept then. */
  STORE_AWAY(Metric.DELIVERY_DROPPED_STORE_AWAY),
  /** The store took nothing, and nobody was told who could publish again. */
  STORE_REFUSED(Metric.DELIVERY_DROPPED_STORE_REFUSED),
  SESSION_ENDED(Metric.DELIVERY_DROPPED_SESSION_ENDED);

  private static final String PREFIX = Metric.DELIVERY_DROPPED.text() + ".";

  private final Metric metric;

  DropReason(Metric metric) {
    this.metric = metric;
  }

  /** What the store does not take. */
  public static DropReason ofRefusal(boolean isRepeated) {
    return isRepeated ? PUBLISHER_REFUSED : STORE_REFUSED;
  }

  public Metric metric() {
    return metric;
  }

  /** Its name for operators and in the ledger, such as {@code queue_full}. */
  public String text() {
    return metric.text().substring(PREFIX.length());
  }

  /** The reason of this name. */
  public static Optional<DropReason> named(String text) {
    for (DropReason reason : values()) {
      if (reason.text().equals(text)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
