package io.dynamq.bench.attack;

/**
 * A packet of the broker that was found to be right.
 *
 * @param id 0 if it has none
 * @param code of CONNACK, an acknowledgement or DISCONNECT; the highest of a SUBACK
 * @param topic of a PUBLISH; empty behind an alias
 * @param payload of a PUBLISH
 */
public record Got(int type, int flags, int id, int code, String topic, byte[] payload) {
  public static final int CONNACK = 2;
  public static final int PUBLISH = 3;
  public static final int PUBACK = 4;
  public static final int PUBREC = 5;
  public static final int PUBREL = 6;
  public static final int PUBCOMP = 7;
  public static final int SUBACK = 9;
  public static final int UNSUBACK = 11;
  public static final int PINGRESP = 13;
  public static final int DISCONNECT = 14;
  public static final int AUTH = 15;

  /** Of a PUBLISH. */
  public int qos() {
    return flags >> 1 & 3;
  }

  /** Of a PUBLISH: what the receiver has to say; null if nothing. */
  public byte[] answer() {
    if (type == PUBLISH && qos() > 0) {
      return ack(qos() == 1 ? 0x40 : 0x50);
    }
    return type == PUBREL ? ack(0x70) : null;
  }

  private byte[] ack(int first) {
    return new Bytes().u16(id).packet(first);
  }
}
