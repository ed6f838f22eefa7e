package io.dynamq.engine;

import io.dynamq.session.PendingAck;
import io.dynamq.store.Bundle;
import io.dynamq.store.Durability;

/** A receipt that tells how long it took. */
final class TimedReceipt extends PublishReceipt {
  private static final long serialVersionUID = 1L;

  private final transient Latencies latencies;
  private final transient long arrivedMicros;

  TimedReceipt(
      Home publisher,
      PendingAck ack,
      Durability durability,
      Bundle bundle,
      Latencies latencies,
      long arrivedMicros) {
    super(publisher, ack, durability, bundle);
    this.latencies = latencies;
    this.arrivedMicros = arrivedMicros;
  }

  @Override
  void settled() {
    if (!code().isError()) {
      latencies.acknowledged(durability(), arrivedMicros);
    }
  }
}
