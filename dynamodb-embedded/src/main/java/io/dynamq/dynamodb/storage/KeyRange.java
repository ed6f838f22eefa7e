package io.dynamq.dynamodb.storage;

import java.util.Arrays;

/** A range of stored keys: from {@code lower} inclusive to {@code upper} exclusive. */
public record KeyRange(byte[] lower, byte[] upper) {

  /** All keys that begin with the prefix. */
  public static KeyRange ofPrefix(byte[] prefix) {
    return new KeyRange(prefix, KeyEncoder.afterPrefix(prefix));
  }

  /** The part of this range that comes after a key in the given direction. */
  public KeyRange after(byte[] key, boolean forward) {
    if (forward) {
      byte[] next = Arrays.copyOf(key, key.length + 1);
      return Arrays.compareUnsigned(next, lower) > 0 ? new KeyRange(next, upper) : this;
    }
    return Arrays.compareUnsigned(key, upper) < 0 ? new KeyRange(lower, key) : this;
  }

  /** Whether no key can be in this range. */
  public boolean isEmpty() {
    return Arrays.compareUnsigned(lower, upper) >= 0;
  }
}
