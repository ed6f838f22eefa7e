package io.dynamq.packet;

/**
 * The peer's fault as a value: why its bytes or its packet were refused.
 *
 * @param code what an MQTT 5 peer is told in DISCONNECT or CONNACK
 * @param statement the specification's statement id, such as {@code MQTT-3.3.1-4}; empty if none
 * @param words what is wrong, for logs and reason strings
 */
public record Rejected(ReasonCode code, String statement, String words) implements Inbound {

  public static Rejected malformed(String statement, String words) {
    return new Rejected(ReasonCode.MALFORMED_PACKET, statement, words);
  }

  public static Rejected protocolError(String statement, String words) {
    return new Rejected(ReasonCode.PROTOCOL_ERROR, statement, words);
  }
}
