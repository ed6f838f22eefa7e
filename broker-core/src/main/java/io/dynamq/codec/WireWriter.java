package io.dynamq.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Writes fields into a buffer in which the whole packet has been reserved. */
final class WireWriter implements WireSink {
  private final WireCounter counter = new WireCounter();
  private ByteBuf out;

  void open(ByteBuf buffer) {
    out = buffer;
  }

  /** Forgets the buffer, which the writer never owned. */
  void close() {
    out = null;
  }

  @Override
  public void u8(int value) {
    out.writeByte(value);
  }

  @Override
  public void u16(int value) {
    out.writeShort(value);
  }

  @Override
  public void u32(long value) {
    out.writeInt((int) value);
  }

  @Override
  public void varint(int value) {
    int left = value;
    while (left > 0x7F) {
      out.writeByte(left & 0x7F | 0x80);
      left >>>= 7;
    }
    out.writeByte(left);
  }

  @Override
  public void text(String value) {
    int lengthAt = out.writerIndex();
    out.writeShort(0);
    out.setShort(lengthAt, ByteBufUtil.writeUtf8(out, value));
  }

  @Override
  public void binary(byte[] value) {
    out.writeShort(value.length);
    out.writeBytes(value);
  }

  @Override
  public void bytes(byte[] value) {
    out.writeBytes(value);
  }

  @Override
  public <T> void properties(PropertySource<T> source, T content) {
    counter.reset();
    source.tell(content, counter);
    varint((int) counter.count());
    source.tell(content, this);
  }
}
