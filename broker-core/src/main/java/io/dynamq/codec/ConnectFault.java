package io.dynamq.codec;

import io.dynamq.packet.Inbound;
import io.dynamq.packet.Rejected;
import io.dynamq.packet.RejectedConnect;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** What can still be seen of a CONNECT that is wrong. */
final class ConnectFault {
  private static final byte[] MQTT = head("MQTT");
  private static final byte[] MQISDP = head("MQIsdp");

  /** So many bytes of the body show protocol name and version. */
  static final int HEAD_BYTES = MQISDP.length + 1;

  /** Flags and keep alive, which stand between version and properties. */
  private static final int BEFORE_PROPERTIES = 3;

  private ConnectFault() {}

  private static byte[] head(String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    byte[] head = new byte[text.length + 2];
    head[1] = (byte) text.length;
    System.arraycopy(text, 0, head, 2, text.length);
    return head;
  }

  /**
   * The refusal, with the version if the body shows one that exists.
   *
   * @param in at the start of the body
   * @param length bytes of it that may be read
   */
  static Inbound of(Rejected why, ByteBuf in, int length) {
    int version = version(in, length);
    return version == 0 ? why : new RejectedConnect(version, maximumPacketSize(version, in, length), why);
  }

  private static int version(ByteBuf in, int length) {
    if (startsWith(MQISDP, in, length)) {
      return in.getByte(in.readerIndex() + MQISDP.length) == 3 ? 3 : 0;
    }
    if (!startsWith(MQTT, in, length)) {
      return 0;
    }
    int level = in.getByte(in.readerIndex() + MQTT.length);
    return level == 4 || level == 5 ? level : 0;
  }

  private static boolean startsWith(byte[] head, ByteBuf in, int length) {
    if (length <= head.length) {
      return false;
    }
    for (int i = 0; i < head.length; i++) {
      if (in.getByte(in.readerIndex() + i) != head[i]) {
        return false;
      }
    }
    return true;
  }

  /** -1 also where the properties are what is wrong. */
  private static long maximumPacketSize(int version, ByteBuf in, int length) {
    if (version < 5) {
      return -1;
    }
    WireReader wire = new WireReader();
    wire.open(in.duplicate(), length);
    try {
      wire.skip(MQTT.length + 1 + BEFORE_PROPERTIES);
      return new PropertyBlock()
          .read(wire, Property.Place.CONNECT)
          .number(Property.MAXIMUM_PACKET_SIZE, -1);
    } catch (WireException e) {
      return -1;
    }
  }
}
