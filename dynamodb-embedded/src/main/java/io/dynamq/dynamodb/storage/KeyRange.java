package io.dynamq.dynamodb.storage;

import java.util.Arrays;

/** A range of stored keys: from {@code lower} inclusive to {@code upper} exclusive. */
public record KeyRange(byte[] lower, byte[] upper) {

  /** All keys that begin with the prefix. */
  public static KeyRange ofPrefix(byte[] prefix) {
    return new KeyRange(prefix, KeyEncoder.afterPrefix(prefix));
  }

  /** The part of this range that comes after one of its keys in the given direction. */
  public KeyRange after(byte[] key, boolean forward) {
    return forward
        ? new KeyRange(Arrays.copyOf(key, key.length + 1), upper)
        : new KeyRange(lower, key);
  }

  /** Whether the key is in this range. */
  public boolean contains(byte[] key) {
    return Arrays.compareUnsigned(key, lower) >= 0 && Arrays.compareUnsigned(key, upper) < 0;
  }

  /** Whether no key can be in this range. */
  public boolean isEmpty() {
    return Arrays.compareUnsigned(lower, upper) >= 0;
  }
}
