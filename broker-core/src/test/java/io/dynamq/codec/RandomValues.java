package io.dynamq.codec;

import io.dynamq.message.MessageProperties;
import io.dynamq.message.UserProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Values from a seed: what a failing test prints is enough to see the failure again. */
final class RandomValues {
  private static final String ALPHABET = "ab/ 0\u00E9\u017C\uFFFD\u4E2D$";

  private final Random random;

  RandomValues(long seed) {
    random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean flag() {
    return random.nextBoolean();
  }

  int packetId() {
    return 1 + below(65_535);
  }

  long u32() {
    return random.nextInt() & 0xFFFF_FFFFL;
  }

  byte[] bytes(int maxLength) {
    byte[] bytes = new byte[below(maxLength + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** At least one character, at times one outside the basic plane; no wildcard. */
  String text() {
    StringBuilder out = new StringBuilder();
    int length = 1 + below(below(10) == 0 ? 300 : 12);
    for (int i = 0; i < length; i++) {
      out.append(ALPHABET.charAt(below(ALPHABET.length())));
    }
    return below(5) == 0 ? out.append("\uD83D\uDE00").toString() : out.toString();
  }

  String textOrNull() {
    return flag() ? text() : null;
  }

  List<UserProperty> userProperties() {
    List<UserProperty> properties = new ArrayList<>();
    for (int i = below(4); i > 0; i--) {
      properties.add(new UserProperty(text(), text()));
    }
    return properties;
  }

  MessageProperties messageProperties() {
    return new MessageProperties(
        flag(), textOrNull(), textOrNull(), flag() ? bytes(20) : null, userProperties());
  }
}
