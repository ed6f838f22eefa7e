package io.dynamq.engine;

import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.session.AckOutcome;

/** EMQX's counters of acknowledgements that nothing waited for. */
final class AckMetrics {
  private AckMetrics() {}

  /** Null where there is no such counter. */
  static Metric of(Ack.Type type, AckOutcome outcome) {
    boolean missed = outcome == AckOutcome.MISSED;
    return switch (type) {
      case PUBACK -> missed ? Metric.PACKETS_PUBACK_MISSED : Metric.PACKETS_PUBACK_INUSE;
      case PUBREC -> missed ? Metric.PACKETS_PUBREC_MISSED : Metric.PACKETS_PUBREC_INUSE;
      case PUBREL -> missed ? Metric.PACKETS_PUBREL_MISSED : null;
      case PUBCOMP -> missed ? Metric.PACKETS_PUBCOMP_MISSED : Metric.PACKETS_PUBCOMP_INUSE;
    };
  }
}
