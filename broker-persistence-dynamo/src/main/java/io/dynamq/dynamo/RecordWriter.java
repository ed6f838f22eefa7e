package io.dynamq.dynamo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds a binary attribute: a version byte, then numbers, texts and byte strings. */
final class RecordWriter {
  /** What this program writes. */
  static final int VERSION = 1;

  private byte[] buffer;
  private int length;

  RecordWriter(int expectedBytes) {
    buffer = new byte[Math.max(16, expectedBytes)];
    buffer[length++] = VERSION;
  }

  RecordWriter octet(int value) {
    ensure(1);
    buffer[length++] = (byte) value;
    return this;
  }

  /** Unsigned, seven bits per byte; negative numbers take ten bytes. */
  RecordWriter number(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[length++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
    return this;
  }

  /** Eight bytes, for numbers that are never small. */
  RecordWriter fixed(long value) {
    ensure(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  RecordWriter text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  RecordWriter bytes(byte[] value) {
    number(value.length);
    ensure(value.length);
    System.arraycopy(value, 0, buffer, length, value.length);
    length += value.length;
    return this;
  }

  /** Empty again but for the version byte, in the same buffer. */
  void restart() {
    length = 1;
  }

  /** Forgets what was written since the length was this. */
  void backTo(int before) {
    length = before;
  }

  int length() {
    return length;
  }

  /** What was written is at its start; valid until more is written. */
  byte[] buffer() {
    return buffer;
  }

  byte[] toBytes() {
    return Arrays.copyOf(buffer, length);
  }

  private void ensure(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
