package io.dynamq.bench.attack;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The fields of one packet's body, judged as they are read. */
final class Field {
  private final byte[] body;
  private int at;
  private int end;

  Field(byte[] body) {
    this.body = body;
    end = body.length;
  }

  int left() {
    return end - at;
  }

  int u8() {
    need(1);
    return body[at++] & 0xFF;
  }

  int u16() {
    return u8() << 8 | u8();
  }

  long u32() {
    return (long) u16() << 16 | u16();
  }

  int varint() {
    int value = 0;
    for (int shift = 0; shift <= 21; shift += 7) {
      int digit = u8();
      value |= (digit & 0x7F) << shift;
      if (digit < 0x80) {
        if (digit == 0 && shift > 0) {
          throw new Violation("a variable byte integer is longer than needed");
        }
        return value;
      }
    }
    throw new Violation("a variable byte integer has more than 4 bytes");
  }

  byte[] bytes(int count) {
    need(count);
    byte[] copy = Arrays.copyOfRange(body, at, at + count);
    at += count;
    return copy;
  }

  String text() {
    byte[] bytes = bytes(u16());
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf(0) >= 0) {
        throw new Violation("a text holds U+0000");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new Violation("a text is no UTF-8");
    }
  }

  /** Narrows what may be read; returns what {@link #leave} wants. */
  int enter(int count) {
    need(count);
    int outer = end;
    end = at + count;
    return outer;
  }

  void leave(int outer) {
    end = outer;
  }

  private void need(int count) {
    if (count > left()) {
      throw new Violation("a field passes the end of the packet");
    }
  }
}
