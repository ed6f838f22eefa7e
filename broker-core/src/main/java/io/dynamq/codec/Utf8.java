package io.dynamq.codec;

import io.dynamq.message.Utf8Bytes;
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

  private static int sequenceLength(byte[] bytes, int at) {
    if (bytes[at] == 0) {
      throw WireException.malformed("MQTT-1.5.4-2", "a text contains U+0000");
    }
    int length = Utf8Bytes.sequenceLength(bytes, at);
    if (length == 0) {
      throw illFormed();
    }
    return length;
  }

  private static WireException illFormed() {
    return WireException.malformed("MQTT-1.5.4-1", "a text is not well-formed UTF-8");
  }
}
