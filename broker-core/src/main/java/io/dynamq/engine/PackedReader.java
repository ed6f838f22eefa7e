package io.dynamq.engine;

import java.nio.charset.StandardCharsets;

/** Reads what {@link PackedWriter} wrote. */
final class PackedReader {
  private static final int MORE = 0x80;
  private static final int BITS = 7;

  private final byte[] bytes;
  private int at;

  PackedReader(byte[] bytes) {
    this.bytes = bytes;
  }

  long number() {
    long value = 0;
    for (int shift = 0; ; shift += BITS) {
      byte next = bytes[at++];
      value |= (long) (next & MORE - 1) << shift;
      if ((next & MORE) == 0) {
        return value;
      }
    }
  }

  long near(long known) {
    long packed = number();
    return known + (packed >>> 1 ^ -(packed & 1));
  }

  int small() {
    return (int) number();
  }

  boolean flag() {
    return bytes[at++] != 0;
  }

  String text() {
    int length = small() - 1;
    if (length < 0) {
      return null;
    }
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }
}
