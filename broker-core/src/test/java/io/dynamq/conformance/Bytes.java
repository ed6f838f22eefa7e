package io.dynamq.conformance;

import io.dynamq.testkit.RawClient;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Bytes put together field by field. Knows how MQTT writes a field, not what makes sense, so that a
 * test can send what no client library would.
 */
public class Bytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

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
    while (left > 0x7F) {
      u8(left & 0x7F | 0x80);
      left >>>= 7;
    }
    return u8(left);
  }

  /** UTF-8 behind its length. */
  public Bytes text(String value) {
    return binary(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes behind their length, two bytes; also a text that is no UTF-8. */
  public Bytes binary(byte[] value) {
    return u16(value.length).raw(value);
  }

  public Bytes raw(byte[] value) {
    out.writeBytes(value);
    return this;
  }

  /** Bytes as hexadecimal digits; blanks are ignored. */
  public Bytes hex(String digits) {
    return raw(RawClient.bytes(digits));
  }

  public Bytes add(Bytes other) {
    return raw(other.toArray());
  }

  public byte[] toArray() {
    return out.toByteArray();
  }

  /** These bytes as the body of a packet with this first byte. */
  public byte[] packet(int first) {
    return new Bytes().u8(first).varint(out.size()).raw(toArray()).toArray();
  }
}
