package io.dynamq.dynamo.backend;

/** DynamoDB's bounds of a key and of an item. */
final class Keys {
  static final int HASH_BYTES_MAX = 2_048;
  static final int RANGE_BYTES_MAX = 1_024;
  static final int ITEM_BYTES_MAX = 400 * 1_024;

  private Keys() {}

  static boolean isHash(String key) {
    return fits(key, HASH_BYTES_MAX);
  }

  static boolean isRange(String key) {
    return fits(key, RANGE_BYTES_MAX);
  }

  private static boolean fits(String key, int max) {
    // A char takes at most 3 bytes, so only long keys need the exact count.
    return key.length() <= max / 3 || Attributes.utf8Length(key) <= max;
  }
}
