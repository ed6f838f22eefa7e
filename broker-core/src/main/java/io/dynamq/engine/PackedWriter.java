package io.dynamq.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes numbers and texts one behind the other; small ones take few bytes. */
final class PackedWriter {
  private static final int MORE = 0x80;
  private static final int BITS = 7;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

  /** Any number; short if it is not negative. */
  PackedWriter number(long value) {
    long left = value;
    while ((left & -MORE) != 0) {
      out.write((int) left & MORE - 1 | MORE);
      left >>>= BITS;
    }
    out.write((int) left);
    return this;
  }

  /** Any number; the shorter, the closer it is to one that the reader knows too. */
  PackedWriter near(long known, long value) {
    long difference = value - known;
    return number(difference << 1 ^ difference >> Long.SIZE - 1);
  }

  PackedWriter flag(boolean value) {
    out.write(value ? 1 : 0);
    return this;
  }

  /** Null too. */
  PackedWriter text(String value) {
    if (value == null) {
      return number(0);
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    number(bytes.length + 1);
    out.writeBytes(bytes);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
