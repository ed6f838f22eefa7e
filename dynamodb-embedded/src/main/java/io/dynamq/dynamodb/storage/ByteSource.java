package io.dynamq.dynamodb.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link ByteSink} wrote; damaged bytes end in a {@link StorageException}. */
final class ByteSource {

  private static final int VARINT_BITS_MAX = 35;

  private final byte[] bytes;
  private int position;

  ByteSource(byte[] bytes) {
    this.bytes = bytes;
  }

  int get() {
    if (position >= bytes.length) {
      throw damaged();
    }
    return bytes[position++] & 0xFF;
  }

  int getVarint() {
    int value = 0;
    for (int shift = 0; shift < VARINT_BITS_MAX; shift += 7) {
      int next = get();
      value |= (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw damaged();
  }

  byte[] getBlock() {
    int length = getVarint();
    if (length < 0 || length > bytes.length - position) {
      throw damaged();
    }
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  String getText() {
    int length = getVarint();
    if (length < 0 || length > bytes.length - position) {
      throw damaged();
    }
    position += length;
    return new String(bytes, position - length, length, StandardCharsets.UTF_8);
  }

  /** A text that is likely to come again soon; the same object then. */
  String getName() {
    int length = getVarint();
    if (length < 0 || length > bytes.length - position) {
      throw damaged();
    }
    position += length;
    return NameCache.name(bytes, position - length, length);
  }

  static StorageException damaged() {
    return new StorageException("a stored item is damaged", null);
  }
}
