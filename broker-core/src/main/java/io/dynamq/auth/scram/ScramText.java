package io.dynamq.auth.scram;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The rules that both client messages share [RFC 5802 section 7]. */
final class ScramText {
  /** No client needs more; the specification has no bound. */
  static final int BYTES_MAX = 4_096;

  private ScramText() {}

  static String decoded(byte[] data) throws ScramSyntaxException {
    if (data.length > BYTES_MAX) {
      throw new ScramSyntaxException("authentication data is too long");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
    } catch (CharacterCodingException e) {
      throw new ScramSyntaxException("authentication data is not UTF-8");
    }
  }

  /** The value of {@code r=} and so on. */
  static String value(String attribute, char name) throws ScramSyntaxException {
    if (attribute.length() < 3 || attribute.charAt(0) != name || attribute.charAt(1) != '=') {
      throw new ScramSyntaxException("expected attribute " + name);
    }
    return attribute.substring(2);
  }

  /** Anything else may stand behind the known attributes and means nothing to this server. */
  static void checkExtension(String attribute) throws ScramSyntaxException {
    boolean named = attribute.length() >= 3 && Character.isLetter(attribute.charAt(0));
    if (!named || attribute.charAt(1) != '=' || attribute.charAt(0) == 'm') {
      throw new ScramSyntaxException("an extension that is not supported");
    }
  }

  /** A name with its two escapes undone. */
  static String unescaped(String saslName) throws ScramSyntaxException {
    StringBuilder name = new StringBuilder(saslName.length());
    for (int i = 0; i < saslName.length(); i++) {
      char c = saslName.charAt(i);
      if (c != '=') {
        name.append(c);
      } else if (saslName.startsWith("=2C", i)) {
        name.append(',');
        i += 2;
      } else if (saslName.startsWith("=3D", i)) {
        name.append('=');
        i += 2;
      } else {
        throw new ScramSyntaxException("the user name has a broken escape");
      }
    }
    return name.toString();
  }

  /** Printable ASCII but the comma, which cannot get here. */
  static String nonce(String text) throws ScramSyntaxException {
    if (!text.chars().allMatch(c -> c >= 0x21 && c <= 0x7E)) {
      throw new ScramSyntaxException("the nonce has characters that it may not have");
    }
    return text;
  }
}
