package io.dynamq.session;

import io.dynamq.packet.ReasonCode;

/**
 * A PUBACK or PUBREC that waits for its promise. Acknowledgements leave in the order of their
 * PUBLISH packets [MQTT-4.6.0-2, -3], so one that is settled early waits for those before it.
 */
public final class PendingAck {
  final int packetId;
  final boolean exactlyOnce;
  private ReasonCode code;

  /** True while the client, back on a new connection, has not repeated its PUBLISH. */
  boolean unasked;

  PendingAck(int packetId, boolean exactlyOnce) {
    this.packetId = packetId;
    this.exactlyOnce = exactlyOnce;
  }

  /** Notes the outcome where no session is there to be told. */
  public void settle(ReasonCode outcome) {
    code = outcome;
  }

  boolean isSettled() {
    return code != null;
  }

  ReasonCode code() {
    return code;
  }
}
