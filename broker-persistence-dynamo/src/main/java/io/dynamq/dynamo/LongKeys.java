package io.dynamq.dynamo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Keys from texts that may be longer than DynamoDB allows: those become U+0000 and their SHA-256,
 * which no MQTT text can look like, and the full text stands in an attribute of its own.
 */
final class LongKeys {
  /** A partition key may have 2,048 bytes, a sort key 1,024. */
  private static final int MAX_BYTES = 1_000;

  private LongKeys() {}

  /** The key for a text; the text itself unless it is too long. */
  static String of(String text) {
    // A char takes at most three bytes, so most texts need no counting.
    if (text.length() <= MAX_BYTES / 3) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= MAX_BYTES ? text : "\0" + HexFormat.of().formatHex(sha256(bytes));
  }

  /** Whether a key stands for a longer text. */
  static boolean isHashed(String key) {
    return key.startsWith("\0");
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
