package io.dynamq.session;

import io.dynamq.packet.Notice;
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

  /** True if the client may have been done with this identifier when its broker died. */
  boolean doubtful;

  /** True once its client, back on a new connection, uses the identifier for another publish. */
  boolean forsaken;

  private boolean unkept;

  private Notice notice = Notice.NONE;

  PendingAck(int packetId, boolean exactlyOnce) {
    this.packetId = packetId;
    this.exactlyOnce = exactlyOnce;
  }

  /** An answered publish whose PUBREL may have come and been forgotten. */
  static PendingAck doubtful(int packetId) {
    PendingAck ack = new PendingAck(packetId, true);
    ack.doubtful = true;
    ack.settle(ReasonCode.SUCCESS);
    return ack;
  }

  /** Notes the outcome where no session is there to be told. */
  public void settle(ReasonCode outcome) {
    code = outcome;
  }

  /** What the client is told beside success, where its version and wishes allow. */
  public void tell(Notice words) {
    notice = words;
  }

  /** Of a refusal its reason; else what {@link #tell} was given. */
  Notice notice() {
    return code.isError() ? RefusalNotices.of(code) : notice;
  }

  /** Until {@link #keep} its identifier is not part of what must survive. */
  public void awaitKeeping() {
    unkept = true;
  }

  /** From now on it is: what the PUBLISH led to survives with it. */
  public void keep() {
    unkept = false;
  }

  boolean isUnkept() {
    return unkept;
  }

  /** Of the PUBLISH. */
  public int packetId() {
    return packetId;
  }

  boolean isSettled() {
    return code != null;
  }

  ReasonCode code() {
    return code;
  }
}
