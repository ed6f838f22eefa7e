package io.dynamq.message;

/** Whether bytes are well-formed UTF-8 (Unicode table 3-7), without making a text of them. */
public final class Utf8Bytes {
  private Utf8Bytes() {}

  /** True for well-formed UTF-8; U+0000 is a character like any other here. */
  public static boolean isWellFormed(byte[] bytes) {
    int i = 0;
    while (i < bytes.length) {
      if (bytes[i] >= 0) {
        i++;
        continue;
      }
      int length = sequenceLength(bytes, i);
      if (length == 0) {
        return false;
      }
      i += length;
    }
    return true;
  }

  /** Length of the well-formed sequence at an index, 0 if there is none. */
  public static int sequenceLength(byte[] bytes, int at) {
    int lead = bytes[at] & 0xFF;
    if (lead < 0x80) {
      return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
      return isBetween(bytes, at + 1, 0x80, 0xBF) ? 2 : 0;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
      // E0 would be overlong below A0; ED would be a surrogate above 9F.
      boolean second =
          isBetween(bytes, at + 1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
      return second && isBetween(bytes, at + 2, 0x80, 0xBF) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
      // F0 would be overlong below 90; F4 would pass U+10FFFF above 8F.
      boolean second =
          isBetween(bytes, at + 1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
      return second
              && isBetween(bytes, at + 2, 0x80, 0xBF)
              && isBetween(bytes, at + 3, 0x80, 0xBF)
          ? 4
          : 0;
    }
    return 0;
  }

  private static boolean isBetween(byte[] bytes, int at, int low, int high) {
    return at < bytes.length && (bytes[at] & 0xFF) >= low && (bytes[at] & 0xFF) <= high;
  }
}
