package io.dynamq.dynamodb.storage;

import java.nio.charset.StandardCharsets;

/**
 * Names of attributes that were read lately: all items of a table have the same ones. Any thread; two
 * that meet may only lose an entry, for a String is safe to hand over in any way.
 */
final class NameCache {
  private static final int PLACES = 256;
  private static final int LENGTH_MAX = 32;
  private static final String[] LATEST = new String[PLACES];

  private NameCache() {}

  /** The text of bytes in UTF-8. */
  static String name(byte[] bytes, int from, int length) {
    if (length > LENGTH_MAX) {
      return new String(bytes, from, length, StandardCharsets.UTF_8);
    }
    int hash = length;
    for (int i = from; i < from + length; i++) {
      hash = hash * 31 + bytes[i];
    }
    int place = (hash ^ hash >>> Byte.SIZE) & PLACES - 1;
    String known = LATEST[place];
    if (known != null && isSame(known, bytes, from, length)) {
      return known;
    }
    String name = new String(bytes, from, length, StandardCharsets.UTF_8);
    LATEST[place] = name;
    return name;
  }

  /** False also for all that is not ASCII. */
  private static boolean isSame(String name, byte[] bytes, int from, int length) {
    if (name.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[from + i] < 0 || name.charAt(i) != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }
}
