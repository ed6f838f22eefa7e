package io.dynamq.engine;

import io.dynamq.packet.ReasonCode;

/** Why a connection ends: EMQX's word for hooks, what an MQTT 5 client is told, the will's fate. */
enum EndCause {
  NORMAL("normal", null, false),
  WITH_WILL("normal", null, true),
  LOST("tcp_closed", null, true),
  KEEP_ALIVE("keepalive_timeout", ReasonCode.KEEP_ALIVE_TIMEOUT, true),
  PROTOCOL("protocol_error", null, true),
  NOT_AUTHENTICATED("not_authorized", null, true),
  TAKEN_OVER("takeovered", ReasonCode.SESSION_TAKEN_OVER, true),
  DISCARDED("discarded", ReasonCode.SESSION_TAKEN_OVER, true),
  KICKED("kicked", ReasonCode.ADMINISTRATIVE_ACTION, true),
  SHUTDOWN("server_shutdown", ReasonCode.SERVER_SHUTTING_DOWN, true),
  OVERLOADED("overloaded", ReasonCode.QUOTA_EXCEEDED, true),
  FAULT("internal_error", ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, true);

  private final String word;
  private final ReasonCode code;
  private final boolean will;

  EndCause(String word, ReasonCode code, boolean will) {
    this.word = word;
    this.code = code;
    this.will = will;
  }

  String word() {
    return word;
  }

  /** Null if the client is not told, or was told already. */
  ReasonCode code() {
    return code;
  }

  /** Whether the will is published [MQTT-3.1.2-8, MQTT-3.14.4-3]. */
  boolean publishesWill() {
    return will;
  }
}
