package io.dynamq.bench.attack;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes of packets, right or wrong, put together. */
public final class Bytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

  public Bytes u8(int value) {
    out.write(value);
    return this;
  }

  public Bytes u16(int value) {
    return u8(value >> 8).u8(value);
  }

  public Bytes u32(long value) {
    return u16((int) (value >> 16)).u16((int) value);
  }

  public Bytes varint(int value) {
    int left = value;
    for (; left > 0x7F; left >>>= 7) {
      u8(left & 0x7F | 0x80);
    }
    return u8(left);
  }

  public Bytes raw(byte... bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** With its length in front. */
  public Bytes binary(byte[] bytes) {
    return u16(bytes.length).raw(bytes);
  }

  /** With its length in front. */
  public Bytes text(String text) {
    return binary(utf8(text));
  }

  public byte[] toArray() {
    return out.toByteArray();
  }

  /** These bytes as the body of a packet. */
  public byte[] packet(int first) {
    return packet(first, toArray());
  }

  public static byte[] packet(int first, byte[] body) {
    return new Bytes().u8(first).varint(body.length).raw(body).toArray();
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** CONNECT with a clean session and no keep alive. */
  public static byte[] connect(int version, String clientId) {
    Bytes body = new Bytes().text(version == 3 ? "MQIsdp" : "MQTT").u8(version).u8(2).u16(0);
    if (version == 5) {
      body.u8(0);
    }
    return body.text(clientId).packet(0x10);
  }

  public static byte[] subscribe(int version, int id, String filter, int qos) {
    Bytes body = new Bytes().u16(id);
    if (version == 5) {
      body.u8(0);
    }
    return body.text(filter).u8(qos).packet(0x82);
  }

  /**
   * @param id not written if the QoS is 0
   */
  public static byte[] publish(int version, String topic, int qos, int id, byte[] payload) {
    Bytes body = new Bytes().text(topic);
    if (qos > 0) {
      body.u16(id);
    }
    if (version == 5) {
      body.u8(0);
    }
    return body.raw(payload).packet(0x30 | qos << 1);
  }
}
