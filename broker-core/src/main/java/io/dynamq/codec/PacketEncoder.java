package io.dynamq.codec;

import io.dynamq.packet.Ack;
import io.dynamq.packet.Auth;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Notice;
import io.dynamq.packet.Packet;
import io.dynamq.packet.Ping;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.UnsubAck;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Writes a server's packets for one client. The exact size is known before the first byte is
 * written, so a packet that the client would not take is never begun. Not thread-safe.
 */
public final class PacketEncoder {

  /** The largest packet that MQTT can express: fixed header and remaining length. */
  private static final long MAX_SIZE = 5 + 268_435_455L;

  private final boolean mqtt5;
  private final boolean problemInformation;
  private final long maxSize;
  private final BodyFormat format;
  private final WireCounter counter = new WireCounter();
  private final WireWriter writer = new WireWriter();

  /** For a client that takes every reason string. */
  public PacketEncoder(int version, long maximumPacketSize) {
    this(version, maximumPacketSize, true);
  }

  /**
   * @param version 3, 4 or 5
   * @param maximumPacketSize bytes that the client takes, -1 = no bound [MQTT-3.1.2-24]
   * @param problemInformation false if the client wants no reason string and no user property on
   *     anything but PUBLISH, CONNACK and DISCONNECT [MQTT-3.1.2-29]
   */
  public PacketEncoder(int version, long maximumPacketSize, boolean problemInformation) {
    this.problemInformation = problemInformation;
    mqtt5 = version == 5;
    format = mqtt5 ? new Mqtt5Format() : new Mqtt3Format(version == 4);
    maxSize = maximumPacketSize < 0 ? MAX_SIZE : Math.min(maximumPacketSize, MAX_SIZE);
  }

  /** Whether the client takes everything that MQTT can express. */
  public boolean isUnbounded() {
    return maxSize == MAX_SIZE;
  }

  /**
   * Whole bytes of a packet with all that it says; 0 if this version has no such packet.
   *
   * @throws IllegalArgumentException if it is a client's packet or a field exceeds 65,535 bytes
   */
  public int size(Packet packet) {
    return isKnown(packet) ? Math.toIntExact(sizeOf(bodySize(packet, noticeOf(packet)))) : 0;
  }

  /**
   * Appends a packet to a buffer. Reason string and user properties are left out where they alone
   * make it too large [MQTT-3.2.2-19, MQTT-3.4.2-2, MQTT-3.9.2-1, MQTT-3.14.2-3]. A packet that
   * this version does not have is passed over silently.
   *
   * @return false if the packet is larger than the client takes; then nothing is written
   * @throws IllegalArgumentException as {@link #size}; then nothing is written
   */
  public boolean write(Packet packet, ByteBuf out) {
    if (!isKnown(packet)) {
      return true;
    }
    Notice notice = noticeOf(packet);
    long body = bodySize(packet, notice);
    if (sizeOf(body) > maxSize && !notice.userProperties().isEmpty()) {
      notice = new Notice(notice.reasonString(), List.of());
      body = bodySize(packet, notice);
    }
    if (sizeOf(body) > maxSize && !notice.isEmpty()) {
      notice = Notice.NONE;
      body = bodySize(packet, notice);
    }
    if (sizeOf(body) > maxSize) {
      return false;
    }
    out.ensureWritable((int) sizeOf(body));
    writer.open(out);
    writer.u8(firstByte(packet));
    writer.varint((int) body);
    tell(packet, notice, writer);
    writer.close();
    return true;
  }

  /** MQTT 3 servers close without a word and know no AUTH. */
  private boolean isKnown(Packet packet) {
    return mqtt5 || !(packet instanceof Disconnect) && !(packet instanceof Auth);
  }

  private long bodySize(Packet packet, Notice notice) {
    counter.reset();
    tell(packet, notice, counter);
    return counter.count();
  }

  private static long sizeOf(long body) {
    return 1 + WireCounter.varintSize(body) + body;
  }

  private void tell(Packet packet, Notice notice, WireSink out) {
    if (packet instanceof Delivery delivery) {
      format.publishHead(delivery, out);
      out.bytes(delivery.message().payload());
    } else if (packet instanceof Ack ack) {
      format.ack(ack, notice, out);
    } else if (packet instanceof ConnAck connAck) {
      format.connAck(connAck, notice, out);
    } else if (packet instanceof SubAck subAck) {
      format.subAck(subAck, notice, out);
    } else if (packet instanceof UnsubAck unsubAck) {
      format.unsubAck(unsubAck, notice, out);
    } else if (packet instanceof Disconnect disconnect) {
      Mqtt5Format.disconnect(disconnect, notice, out);
    } else if (packet instanceof Auth auth) {
      Mqtt5Format.auth(auth, notice, out);
    } else if (packet != Ping.RESPONSE) {
      throw new IllegalArgumentException("a server does not send " + packet);
    }
  }

  private Notice noticeOf(Packet packet) {
    if (packet instanceof ConnAck connAck) {
      return connAck.properties().notice();
    } else if (packet instanceof Disconnect disconnect) {
      return disconnect.notice();
    }
    return problemInformation ? answerNotice(packet) : Notice.NONE;
  }

  private static Notice answerNotice(Packet packet) {
    if (packet instanceof Ack ack) {
      return ack.notice();
    } else if (packet instanceof SubAck subAck) {
      return subAck.notice();
    } else if (packet instanceof UnsubAck unsubAck) {
      return unsubAck.notice();
    } else if (packet instanceof Auth auth) {
      return auth.notice();
    }
    return Notice.NONE;
  }

  private static int firstByte(Packet packet) {
    if (packet instanceof Delivery delivery) {
      return PacketType.PUBLISH << 4
          | (delivery.dup() ? 8 : 0)
          | delivery.qos().value() << 1
          | (delivery.retain() ? 1 : 0);
    }
    int type = typeOf(packet);
    return type << 4 | PacketType.flags(type);
  }

  private static int typeOf(Packet packet) {
    if (packet instanceof Ack ack) {
      // PUBACK to PUBCOMP are numbered in the order of the enum.
      return PacketType.PUBACK + ack.type().ordinal();
    } else if (packet instanceof ConnAck) {
      return PacketType.CONNACK;
    } else if (packet instanceof SubAck) {
      return PacketType.SUBACK;
    } else if (packet instanceof UnsubAck) {
      return PacketType.UNSUBACK;
    } else if (packet instanceof Disconnect) {
      return PacketType.DISCONNECT;
    }
    return packet instanceof Auth ? PacketType.AUTH : PacketType.PINGRESP;
  }
}
