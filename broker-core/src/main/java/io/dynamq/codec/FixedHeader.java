package io.dynamq.codec;

/** Judges the first byte of a packet from a client: is the type welcome, are its flags right? */
final class FixedHeader {
  private static final int DUP = 0b1000;

  private FixedHeader() {}

  /**
   * @param version what CONNECT asked for, 0 before CONNECT
   * @throws WireException if a packet that starts so cannot be right, whatever follows
   */
  static void check(int first, int version) {
    int type = first >> 4;
    int flags = first & 15;
    if (type == 0 || type == PacketType.AUTH && version > 0 && version < 5) {
      throw WireException.malformed("", "the packet type " + type + " is reserved");
    }
    if (version == 0 && type != PacketType.CONNECT) {
      throw WireException.protocolError("MQTT-3.1.0-1", "the first packet is not CONNECT");
    }
    if (version != 0 && type == PacketType.CONNECT) {
      throw WireException.protocolError("MQTT-3.1.0-2", "CONNECT is sent twice");
    }
    if (isFromServer(type)) {
      throw WireException.protocolError("", "only a server sends packets of type " + type);
    }
    if (type == PacketType.PUBLISH) {
      PublishReader.checkFlags(flags);
    } else if (!isRightFlags(type, flags, version)) {
      throw WireException.malformed("MQTT-2.1.3-1", "the flags of the fixed header are wrong");
    }
  }

  private static boolean isRightFlags(int type, int flags, int version) {
    int right = PacketType.flags(type);
    // MQTT 3.1 knows DUP on every packet that is acknowledged.
    return flags == right || version == 3 && right != 0 && flags == (right | DUP);
  }

  private static boolean isFromServer(int type) {
    return type == PacketType.CONNACK
        || type == PacketType.SUBACK
        || type == PacketType.UNSUBACK
        || type == PacketType.PINGRESP;
  }
}
