package io.dynamq.codec;

import java.nio.charset.StandardCharsets;

/**
 * Strict UTF-8. The JDK's decoder is fast but turns ill-formed bytes into U+FFFD, so the bytes are
 * checked first.
 */
final class Utf8 {
  private Utf8() {}

  /**
   * The text of the bytes.
   *
   * @throws WireException if the bytes are ill-formed or hold U+0000
   */
  static String decode(byte[] bytes) {
    int i = 0;
    while (i < bytes.length && bytes[i] > 0) {
      i++;
    }
    if (i == bytes.length) {
      return new String(bytes, StandardCharsets.US_ASCII);
    }
    while (i < bytes.length) {
      i += sequenceLength(bytes, i);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Length of the well-formed sequence at an index (Unicode table 3-7). */
  private static int sequenceLength(byte[] bytes, int at) {
    int lead = bytes[at] & 0xFF;
    if (lead == 0) {
      throw WireException.malformed("MQTT-1.5.4-2", "a text contains U+0000");
    }
    if (lead < 0x80) {
      return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
      continuation(bytes, at + 1, 0x80, 0xBF);
      return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
      // E0 would be overlong below A0; ED would be a surrogate above 9F.
      continuation(bytes, at + 1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
      continuation(bytes, at + 2, 0x80, 0xBF);
      return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
      // F0 would be overlong below 90; F4 would pass U+10FFFF above 8F.
      continuation(bytes, at + 1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
      continuation(bytes, at + 2, 0x80, 0xBF);
      continuation(bytes, at + 3, 0x80, 0xBF);
      return 4;
    }
    throw illFormed();
  }

  private static void continuation(byte[] bytes, int at, int low, int high) {
    if (at >= bytes.length || (bytes[at] & 0xFF) < low || (bytes[at] & 0xFF) > high) {
      throw illFormed();
    }
  }

  private static WireException illFormed() {
    return WireException.malformed("MQTT-1.5.4-1", "a text is not well-formed UTF-8");
  }
}
