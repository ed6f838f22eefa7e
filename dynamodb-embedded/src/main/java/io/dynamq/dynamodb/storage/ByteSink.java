package io.dynamq.dynamodb.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes under construction. Used by one thread at a time. */
final class ByteSink {

  private byte[] bytes;
  private int length;

  ByteSink(int capacity) {
    bytes = new byte[capacity];
  }

  ByteSink put(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
    return this;
  }

  ByteSink put(byte[] source) {
    reserve(source.length);
    System.arraycopy(source, 0, bytes, length, source.length);
    length += source.length;
    return this;
  }

  /** Four bytes, the highest first, so that unsigned order is byte order. */
  ByteSink putInt(int value) {
    return put(value >>> 24).put(value >>> 16).put(value >>> 8).put(value);
  }

  /** Seven bits a byte, the lowest first. */
  ByteSink putVarint(int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      put(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    return put(rest);
  }

  ByteSink putBlock(byte[] source) {
    return putVarint(source.length).put(source);
  }

  ByteSink putText(String text) {
    return putBlock(text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
