package io.dynamq.codec;

import io.netty.buffer.ByteBuf;

/**
 * Reads the fields of one packet's body, never past the end of the body or of the block entered.
 * Reused for every packet of a connection.
 *
 * <p>All methods throw {@link WireException} (malformed packet) where the field is cut off.
 */
final class WireReader {
  private static final byte[] NO_BYTES = {};

  private ByteBuf in;
  private int end;

  /** Starts on a body whose bytes are all readable. */
  void open(ByteBuf buffer, int bodyLength) {
    in = buffer;
    end = buffer.readerIndex() + bodyLength;
  }

  /** Forgets the buffer, which the reader never owned. */
  void close() {
    in = null;
  }

  int remaining() {
    return end - in.readerIndex();
  }

  /** Passes over the rest of the body. */
  void skipRest() {
    in.readerIndex(end);
  }

  /** Narrows reading to the next bytes; returns what {@link #leave} wants. */
  int enter(int length) {
    need(length);
    int outer = end;
    end = in.readerIndex() + length;
    return outer;
  }

  void leave(int outer) {
    end = outer;
  }

  int u8() {
    need(1);
    return in.readUnsignedByte();
  }

  int u16() {
    need(2);
    return in.readUnsignedShort();
  }

  long u32() {
    need(4);
    return in.readUnsignedInt();
  }

  /** A variable byte integer, at most 4 bytes and no longer than needed [MQTT-1.5.5-1]. */
  int varint() {
    int value = 0;
    for (int shift = 0; shift <= 21; shift += 7) {
      int digit = u8();
      value |= (digit & 0x7F) << shift;
      if (digit < 0x80) {
        if (digit == 0 && shift > 0) {
          throw WireException.malformed(
              "MQTT-1.5.5-1", "a variable byte integer is longer than needed");
        }
        return value;
      }
    }
    throw WireException.malformed("MQTT-1.5.5-1", "a variable byte integer exceeds 4 bytes");
  }

  /** A packet identifier, never 0 [MQTT-2.2.1-3, MQTT-2.2.1-4]. */
  int packetId() {
    int id = u16();
    if (id == 0) {
      throw WireException.protocolError("MQTT-2.2.1-3", "the packet identifier is 0");
    }
    return id;
  }

  /** A length-prefixed text, strictly checked. */
  String text() {
    int length = u16();
    return length == 0 ? "" : Utf8.decode(bytes(length));
  }

  /** Length-prefixed bytes. */
  byte[] binary() {
    return bytes(u16());
  }

  /** A copy of everything up to the end. */
  byte[] rest() {
    return bytes(remaining());
  }

  /** The next bytes as a copy. */
  byte[] bytes(int length) {
    need(length);
    if (length == 0) {
      return NO_BYTES;
    }
    byte[] copy = new byte[length];
    in.readBytes(copy);
    return copy;
  }

  /** The buffer at its current position, for comparing in place; not to be moved. */
  ByteBuf peek(int length) {
    need(length);
    return in;
  }

  void skip(int length) {
    need(length);
    in.skipBytes(length);
  }

  private void need(int length) {
    if (length > remaining()) {
      throw WireException.malformed("", "a field passes the end of the packet");
    }
  }
}
