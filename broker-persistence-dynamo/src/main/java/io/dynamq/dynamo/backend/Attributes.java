package io.dynamq.dynamo.backend;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Values in and out of DynamoDB's types. Reading answers a default for what is missing. */
final class Attributes {
  private Attributes() {}

  static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  /** EMQX's {@code payload} is a string; what is no UTF-8 becomes binary, unchanged. */
  static AttributeValue payload(byte[] bytes) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return AttributeValue.fromS(text);
    } catch (CharacterCodingException e) {
      return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes));
    }
  }

  static byte[] bytes(AttributeValue value) {
    if (value == null) {
      return new byte[0];
    }
    return value.b() != null
        ? value.b().asByteArray()
        : text(value, "").getBytes(StandardCharsets.UTF_8);
  }

  static String text(AttributeValue value, String absent) {
    return value == null || value.s() == null ? absent : value.s();
  }

  static String text(Map<String, AttributeValue> item, String name) {
    return text(item.get(name), null);
  }

  static long number(Map<String, AttributeValue> item, String name, long absent) {
    AttributeValue value = item.get(name);
    if (value == null || value.n() == null) {
      return absent;
    }
    try {
      return Long.parseLong(value.n());
    } catch (NumberFormatException e) {
      // Somebody else's fraction or exponent; as good as absent.
      return absent;
    }
  }

  static int utf8Length(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Each half of a surrogate pair stands for two of its four bytes.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }
}
