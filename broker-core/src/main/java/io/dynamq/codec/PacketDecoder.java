package io.dynamq.codec;

import io.dynamq.packet.Ack;
import io.dynamq.packet.Connect;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Packet;
import io.dynamq.packet.Ping;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import io.netty.buffer.ByteBuf;

/**
 * Turns the bytes of one client into packets. The fixed header is judged as soon as it is there, so
 * that nothing is buffered for a packet that will be refused; the body is parsed once, when all of
 * it is readable.
 *
 * <p>The first packet must be CONNECT [MQTT-3.1.0-1]; it sets the protocol version for what follows.
 * After a {@link Rejected}, or a CONNECT of a version that does not exist, nothing more is read. Not
 * thread-safe.
 */
public final class PacketDecoder {
  private final int maxPacketSize;
  private final int maxConnectSize;
  private final WireReader wire = new WireReader();
  private final PropertyBlock properties = new PropertyBlock();
  private final PublishReader publishes = new PublishReader();

  private int version;
  private boolean ended;

  /** First byte of the packet whose body is awaited, -1 before its fixed header is complete. */
  private int header = -1;

  private int bodyLength;

  /** What is wrong with the fixed header of a CONNECT, kept until its version can be seen. */
  private WireException connectFault;

  private boolean lengthOverlong;

  /**
   * @param maxPacketSize bytes, fixed header included
   */
  public PacketDecoder(int maxPacketSize) {
    this(maxPacketSize, maxPacketSize);
  }

  /**
   * @param maxConnectSize the same for CONNECT, if that is less
   */
  public PacketDecoder(int maxPacketSize, int maxConnectSize) {
    this.maxPacketSize = maxPacketSize;
    this.maxConnectSize = Math.min(maxPacketSize, maxConnectSize);
  }

  /** The version that CONNECT asked for; 0 before. */
  public int version() {
    return version;
  }

  /** True if {@link #decode} will never again return anything. */
  public boolean isEnded() {
    return ended;
  }

  /**
   * Reads the next packet and moves the buffer's reader index behind what was read.
   *
   * @return null if more bytes are needed
   */
  public Inbound decode(ByteBuf in) {
    if (ended) {
      return null;
    }
    try {
      if (header < 0 && !readHeader(in)) {
        return null;
      }
    } catch (WireException e) {
      ended = true;
      return e.rejected();
    }
    return connectFault == null ? readWhole(in) : refuseConnect(in);
  }

  /**
   * Bytes of the packet that {@link #decode} would read now, if it is all here and a SUBSCRIBE or
   * UNSUBSCRIBE; else 0.
   */
  public int filterBytes(ByteBuf in) {
    try {
      if (ended || version == 0 || header < 0 && !readHeader(in)) {
        return 0;
      }
    } catch (WireException e) {
      // Nothing was read, so decode will say it.
      return 0;
    }
    int type = header >> 4;
    boolean filters = type == PacketType.SUBSCRIBE || type == PacketType.UNSUBSCRIBE;
    return filters && in.readableBytes() >= bodyLength ? bodyLength : 0;
  }

  private Inbound readWhole(ByteBuf in) {
    if (in.readableBytes() < bodyLength) {
      return null;
    }
    boolean first = version == 0;
    int start = in.readerIndex();
    try {
      return readBody(in);
    } catch (WireException e) {
      ended = true;
      return first
          ? ConnectFault.of(e.rejected(), in.readerIndex(start), bodyLength)
          : e.rejected();
    }
  }

  /** No more is awaited of such a CONNECT than what tells how to answer. */
  private Inbound refuseConnect(ByteBuf in) {
    if (in.readableBytes() < Math.min(bodyLength, ConnectFault.HEAD_BYTES)) {
      return null;
    }
    ended = true;
    return ConnectFault.of(connectFault.rejected(), in, Math.min(bodyLength, in.readableBytes()));
  }

  /** Moves past the fixed header if all of it is there [MQTT section 2.1]. */
  private boolean readHeader(ByteBuf in) {
    if (!in.isReadable()) {
      return false;
    }
    int start = in.readerIndex();
    int first = in.getUnsignedByte(start);
    checkType(first);
    int length = 0;
    for (int digits = 1; digits <= 4; digits++) {
      if (in.readableBytes() <= digits) {
        return false;
      }
      int digit = in.getUnsignedByte(start + digits);
      length |= (digit & 0x7F) << 7 * (digits - 1);
      if (digit < 0x80) {
        lengthOverlong = digit == 0 && digits > 1;
        accept(first, length, digits);
        in.readerIndex(start + 1 + digits);
        return true;
      }
    }
    throw WireException.malformed("MQTT-1.5.5-1", "the remaining length exceeds 4 bytes");
  }

  private void checkType(int first) {
    try {
      FixedHeader.check(first, version);
    } catch (WireException e) {
      waitForVersion(first, e);
    }
  }

  /** A first CONNECT is refused when its version is known, anything else at once. */
  private void waitForVersion(int first, WireException fault) {
    if (version != 0 || first >> 4 != PacketType.CONNECT) {
      throw fault;
    }
    connectFault = fault;
  }

  private void accept(int first, int length, int digits) {
    int max = version == 0 ? maxConnectSize : maxPacketSize;
    if (1L + digits + length > max) {
      waitForVersion(
          first,
          WireException.of(
              new Rejected(
                  ReasonCode.PACKET_TOO_LARGE,
                  "MQTT-3.2.2-15",
                  "the packet has more than " + max + " bytes")));
    }
    checkMinimal();
    header = first;
    bodyLength = length;
  }

  /** MQTT 5 only, so a CONNECT is checked when its version is known. */
  private void checkMinimal() {
    if (version == 5 && lengthOverlong) {
      throw WireException.malformed("MQTT-1.5.5-1", "the remaining length is longer than needed");
    }
  }

  private Packet readBody(ByteBuf in) {
    int first = header;
    header = -1;
    wire.open(in, bodyLength);
    Packet packet = readPacket(first >> 4, first & 15, version == 5 ? properties : null);
    if (wire.remaining() != 0) {
      throw WireException.malformed("", "the packet has bytes behind its last field");
    }
    wire.close();
    properties.clear();
    return packet;
  }

  private Packet readPacket(int type, int flags, PropertyBlock block) {
    return switch (type) {
      case PacketType.CONNECT -> connect();
      case PacketType.PUBLISH -> publishes.read(flags, wire, block);
      case PacketType.PUBACK -> AnswerReader.ack(Ack.Type.PUBACK, wire, block);
      case PacketType.PUBREC -> AnswerReader.ack(Ack.Type.PUBREC, wire, block);
      case PacketType.PUBREL -> AnswerReader.ack(Ack.Type.PUBREL, wire, block);
      case PacketType.PUBCOMP -> AnswerReader.ack(Ack.Type.PUBCOMP, wire, block);
      case PacketType.SUBSCRIBE -> SubscribeReader.subscribe(wire, block);
      case PacketType.UNSUBSCRIBE -> SubscribeReader.unsubscribe(wire, block);
      case PacketType.PINGREQ -> Ping.REQUEST;
      case PacketType.DISCONNECT -> AnswerReader.disconnect(wire, block);
      case PacketType.AUTH -> AnswerReader.auth(wire, block);
      default -> throw new IllegalStateException("the fixed header check let type " + type + " by");
    };
  }

  private Connect connect() {
    Connect connect = ConnectReader.read(wire, properties);
    version = connect.version();
    ended = !ConnectReader.isSupported(version);
    checkMinimal();
    return connect;
  }
}
