package io.dynamq.message;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * EMQX's 128-bit message id: 64 bits of microseconds, 16 bits of node, 32 bits of connection, 16
 * bits of sequence. Its natural order is publish time; the order of its text form is not, so sort
 * decoded ids only.
 *
 * @param micros microseconds since the epoch
 * @param rest node (16 bits), connection (32 bits), sequence (16 bits), from high to low
 */
public record MessageId(long micros, long rest) implements Comparable<MessageId> {

  private static final char[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz012345678".toCharArray();
  private static final byte[] DIGIT = new byte[128];

  static {
    java.util.Arrays.fill(DIGIT, (byte) -1);
    for (int i = 0; i < ALPHABET.length; i++) {
      DIGIT[ALPHABET[i]] = (byte) i;
    }
  }

  /** Composes an id from its parts; only the low bits named above are used. */
  public static MessageId of(long micros, int node, int connection, int sequence) {
    return new MessageId(
        micros,
        (long) (node & 0xFFFF) << 48 | (connection & 0xFFFF_FFFFL) << 16 | sequence & 0xFFFF);
  }

  public int sequence() {
    return (int) (rest & 0xFFFF);
  }

  @Override
  public int compareTo(MessageId other) {
    int byTime = Long.compareUnsigned(micros, other.micros);
    return byTime != 0 ? byTime : Long.compareUnsigned(rest, other.rest);
  }

  /** 32 upper-case hexadecimal digits: the form of EMQX's rule engine. */
  public String toHex() {
    return String.format("%016X%016X", micros, rest);
  }

  /** The unsigned decimal number, 35 digits for any clock from 1987 to 2141. */
  public String toDecimal() {
    return new BigInteger(Long.toUnsignedString(micros))
        .shiftLeft(64)
        .or(new BigInteger(Long.toUnsignedString(rest)))
        .toString();
  }

  /** The form that EMQX's backends store: EMQX's "base62" of the decimal digits. */
  public String toText() {
    byte[] digits = toDecimal().getBytes(StandardCharsets.US_ASCII);
    return encode(digits);
  }

  /**
   * EMQX's emqx_base62 of arbitrary digits: base64's grouping over its own alphabet, no padding, and
   * the bits of an incomplete last group are not shifted left.
   */
  static String encode(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length * 4 / 3 + 2);
    int i = 0;
    for (; i + 2 < bytes.length; i += 3) {
      int group = (bytes[i] & 255) << 16 | (bytes[i + 1] & 255) << 8 | bytes[i + 2] & 255;
      out.append(letter(group >> 18)).append(letter(group >> 12 & 63));
      out.append(letter(group >> 6 & 63)).append(letter(group & 63));
    }
    if (bytes.length - i == 1) {
      int last = bytes[i] & 255;
      out.append(letter(last >> 2)).append(letter(last & 3));
    } else if (bytes.length - i == 2) {
      int last = (bytes[i] & 255) << 8 | bytes[i + 1] & 255;
      out.append(letter(last >> 10)).append(letter(last >> 4 & 63)).append(letter(last & 15));
    }
    return out.toString();
  }

  private static char letter(int index) {
    // Values 61 to 63 would need EMQX's two-letter escapes; ASCII digits never produce them.
    return ALPHABET[index];
  }

  /**
   * Reads the stored form back.
   *
   * @return null if the text is no id in this form (older EMQX ids are opaque to us)
   */
  public static MessageId parse(String text) {
    String digits = decode(text);
    if (digits == null) {
      return null;
    }
    BigInteger number = new BigInteger(digits);
    return number.bitLength() > 128
        ? null
        : new MessageId(number.shiftRight(64).longValue(), number.longValue());
  }

  private static String decode(String text) {
    int tail = text.length() % 4;
    if (text.isEmpty() || tail == 1) {
      return null;
    }
    StringBuilder digits = new StringBuilder(text.length());
    int whole = text.length() - tail;
    for (int i = 0; i < whole; i += 4) {
      int group = bits(text, i, 4);
      if (group < 0 || !append(digits, group, 3)) {
        return null;
      }
    }
    return tail == 0 || appendTail(digits, text, whole, tail) ? digits.toString() : null;
  }

  private static boolean appendTail(StringBuilder digits, String text, int from, int letters) {
    int head = bits(text, from, letters - 1);
    int last = bits(text, text.length() - 1, 1);
    int lastBits = letters == 2 ? 2 : 4;
    if (head < 0 || last < 0 || last >= 1 << lastBits) {
      return false;
    }
    return append(digits, head << lastBits | last, letters - 1);
  }

  private static int bits(String text, int from, int letters) {
    int group = 0;
    for (int i = from; i < from + letters; i++) {
      char c = text.charAt(i);
      int value = c < 128 ? DIGIT[c] : -1;
      if (value < 0) {
        return -1;
      }
      group = group << 6 | value;
    }
    return group;
  }

  private static boolean append(StringBuilder digits, int group, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
      int digit = group >> shift & 255;
      if (digit < '0' || digit > '9') {
        return false;
      }
      digits.append((char) digit);
    }
    return true;
  }

  @Override
  public String toString() {
    return toText();
  }
}
