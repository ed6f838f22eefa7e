package io.dynamq.conformance;

import java.nio.charset.StandardCharsets;

/** A PUBLISH from a client, right unless told otherwise: QoS 0, not retained. */
public final class PublishPacket {
  private static final int DUP = 8;

  private final Bytes topic = new Bytes();
  private byte[] payload = {};
  private int flags;
  private int packetId = -1;
  private Props properties = Props.none();

  public static PublishPacket to(String topic) {
    return to(topic.getBytes(StandardCharsets.UTF_8));
  }

  /** To a topic that may be no text at all. */
  public static PublishPacket to(byte[] topic) {
    PublishPacket packet = new PublishPacket();
    packet.topic.binary(topic);
    return packet;
  }

  public PublishPacket payload(String text) {
    return payload(text.getBytes(StandardCharsets.UTF_8));
  }

  public PublishPacket payload(byte[] bytes) {
    payload = bytes;
    return this;
  }

  public PublishPacket qos(int qos, int id) {
    flags = flags & ~6 | qos << 1;
    packetId = id;
    return this;
  }

  public PublishPacket retain() {
    flags |= 1;
    return this;
  }

  public PublishPacket dup() {
    flags |= DUP;
    return this;
  }

  public PublishPacket with(Props block) {
    properties = block;
    return this;
  }

  public byte[] bytes(int version) {
    Bytes body = new Bytes().add(topic);
    if (packetId >= 0) {
      body.u16(packetId);
    }
    if (version == 5) {
      body.add(properties.block());
    }
    return body.raw(payload).packet(0x30 | flags);
  }
}
