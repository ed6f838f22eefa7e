package io.dynamq.codec;

import io.netty.buffer.ByteBufUtil;

/** Counts the bytes that {@link WireWriter} would write. */
final class WireCounter implements WireSink {
  private long count;

  long count() {
    return count;
  }

  void reset() {
    count = 0;
  }

  @Override
  public void u8(int value) {
    count++;
  }

  @Override
  public void u16(int value) {
    count += 2;
  }

  @Override
  public void u32(long value) {
    count += 4;
  }

  @Override
  public void varint(int value) {
    count += varintSize(value);
  }

  @Override
  public void text(String value) {
    count += 2L + bounded(ByteBufUtil.utf8Bytes(value));
  }

  @Override
  public void binary(byte[] value) {
    count += 2L + bounded(value.length);
  }

  @Override
  public void bytes(byte[] value) {
    count += value.length;
  }

  @Override
  public <T> void properties(PropertySource<T> source, T content) {
    long before = count;
    source.tell(content, this);
    count += varintSize(count - before);
  }

  /** A longer field would silently break the stream, so our own mistake ends here. */
  private static int bounded(int length) {
    if (length > 0xFFFF) {
      throw new IllegalArgumentException("a field of " + length + " bytes has no length prefix");
    }
    return length;
  }

  /** Bytes of a variable byte integer; 5 for what MQTT cannot express. */
  static int varintSize(long value) {
    if (value < 1 << 7) {
      return 1;
    }
    if (value < 1 << 14) {
      return 2;
    }
    if (value < 1 << 21) {
      return 3;
    }
    return value < 1 << 28 ? 4 : 5;
  }
}
