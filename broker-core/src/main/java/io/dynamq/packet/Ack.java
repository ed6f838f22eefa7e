package io.dynamq.packet;

/** PUBACK, PUBREC, PUBREL or PUBCOMP [MQTT sections 3.4 to 3.7], in either direction. */
public record Ack(Type type, int packetId, ReasonCode code, Notice notice) implements Packet {

  /** Which of the four. */
  public enum Type {
    PUBACK,
    PUBREC,
    PUBREL,
    PUBCOMP
  }

  public static Ack of(Type type, int packetId) {
    return new Ack(type, packetId, ReasonCode.SUCCESS, Notice.NONE);
  }

  public static Ack of(Type type, int packetId, ReasonCode code) {
    return new Ack(type, packetId, code, Notice.NONE);
  }
}
