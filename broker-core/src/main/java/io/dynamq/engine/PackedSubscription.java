package io.dynamq.engine;

import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A subscription as bytes: its options as the wire packs them, the subscription identifier in four
 * bytes if it has one, which the first byte tells, and the filter in UTF-8.
 */
final class PackedSubscription {
  private static final int IDENTIFIED = 0x80;
  private static final int IDENTIFIER_BYTES = 4;
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final byte[] SHARE = "$share/".getBytes(StandardCharsets.UTF_8);
  private static final byte[] QUEUE = "$queue/".getBytes(StandardCharsets.UTF_8);

  private PackedSubscription() {}

  static byte[] of(Subscription subscription) {
    byte[] text = subscription.filter().text().getBytes(StandardCharsets.UTF_8);
    int identifier = subscription.identifier();
    int from = identifier == 0 ? 1 : 1 + IDENTIFIER_BYTES;
    byte[] packed = new byte[from + text.length];
    packed[0] = (byte) (subscription.packedOptions() | (identifier == 0 ? 0 : IDENTIFIED));
    for (int i = from - 1, left = identifier; i > 0; i--, left >>>= Byte.SIZE) {
      packed[i] = (byte) left;
    }
    System.arraycopy(text, 0, packed, from, text.length);
    return packed;
  }

  static Subscription read(byte[] packed) {
    int from = from(packed);
    int identifier = 0;
    for (int i = 1; i < from; i++) {
      identifier = identifier << Byte.SIZE | packed[i] & 0xFF;
    }
    String text = new String(packed, from, packed.length - from, StandardCharsets.UTF_8);
    return Subscription.unpack(TopicFilter.of(text), packed[0] & IDENTIFIED - 1, identifier);
  }

  /** Where the filter begins. */
  private static int from(byte[] packed) {
    return packed[0] < 0 ? 1 + IDENTIFIER_BYTES : 1;
  }

  static boolean isSameFilter(byte[] one, byte[] other) {
    return Arrays.equals(one, from(one), one.length, other, from(other), other.length);
  }

  /**
   * Of the filter.
   *
   * @param seed 0 or what no client can know
   */
  static int hash(byte[] packed, long seed) {
    long hash = seed;
    for (int i = from(packed); i < packed.length; i++) {
      hash = (hash ^ packed[i]) * MIX;
      hash ^= hash >>> 29;
    }
    return (int) (hash ^ hash >>> 32);
  }

  /** Whether the filter is one of a shared subscription, without making it. */
  static boolean isShared(byte[] packed) {
    return startsWith(packed, SHARE) || startsWith(packed, QUEUE);
  }

  private static boolean startsWith(byte[] packed, byte[] prefix) {
    int from = from(packed);
    return packed.length - from >= prefix.length
        && Arrays.equals(packed, from, from + prefix.length, prefix, 0, prefix.length);
  }
}
