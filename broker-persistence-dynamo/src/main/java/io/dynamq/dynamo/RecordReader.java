package io.dynamq.dynamo;

import io.dynamq.store.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link RecordWriter} wrote. Everything unexpected, an unknown version first of all, is
 * a CORRUPT {@link StorageException} that names the item.
 */
final class RecordReader {
  private final byte[] buffer;
  private final String where;
  private int at;

  /**
   * @param where names the item in messages
   */
  RecordReader(byte[] buffer, String where) {
    this.buffer = buffer;
    this.where = where;
    int version = octet();
    if (version != RecordWriter.VERSION) {
      throw corrupt(
          "has format version " + version + ", this program reads " + RecordWriter.VERSION);
    }
  }

  int octet() {
    need(1);
    return buffer[at++] & 0xFF;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int octet = octet();
      value |= (long) (octet & 0x7F) << shift;
      if (octet < 0x80) {
        return value;
      }
    }
    throw corrupt("holds an endless number");
  }

  long fixed() {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | buffer[at++] & 0xFF;
    }
    return value;
  }

  /** A number of things that follow, each at least one byte long. */
  int count() {
    long count = number();
    if (count < 0 || count > buffer.length - at) {
      throw corrupt("announces " + count + " entries, which it cannot hold");
    }
    return (int) count;
  }

  String text() {
    int size = count();
    at += size;
    return new String(buffer, at - size, size, StandardCharsets.UTF_8);
  }

  byte[] bytes() {
    int size = count();
    at += size;
    return Arrays.copyOfRange(buffer, at - size, at);
  }

  boolean isAtEnd() {
    return at == buffer.length;
  }

  void end() {
    if (at != buffer.length) {
      throw corrupt("has " + (buffer.length - at) + " bytes too many");
    }
  }

  StorageException corrupt(String what) {
    return new StorageException(StorageException.Kind.CORRUPT, where + " " + what);
  }

  private void need(int bytes) {
    if (buffer.length - at < bytes) {
      throw corrupt("ends too early");
    }
  }
}
