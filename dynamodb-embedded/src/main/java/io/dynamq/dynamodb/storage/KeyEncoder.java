package io.dynamq.dynamodb.storage;

import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Numbers;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lays out the key space so that the store's byte order is the order the API promises.
 *
 * <pre>
 * table id (4) | hash of the partition key (4) | partition key | sort key
 * </pre>
 *
 * <p>The hash comes first so that a scan meets partitions in no useful order, as with the real
 * service, and so that a segment of a parallel scan is one range of keys. Each key value is written
 * so that its bytes sort as the value does and no encoding is the beginning of another:
 *
 * <ul>
 *   <li>text as UTF-8 and binary as it is, with 00 written as 00 FF and 00 00 at the end;
 *   <li>a number as a sign byte, its power of ten, its digits in pairs, and 00 at the end; all but
 *       the sign byte inverted when it is negative, so that greater magnitudes come first.
 * </ul>
 *
 * <p>The layout is on disk: any change of it needs a new format version of the store.
 */
public final class KeyEncoder {

  private static final int NEGATIVE = 0x7F;
  private static final int ZERO = 0x80;
  private static final int POSITIVE = 0x81;
  private static final int EXPONENT_BIAS = 0x4000;

  private KeyEncoder() {}

  /** The first bytes of all keys of a table. */
  public static byte[] table(int tableId) {
    return new ByteSink(4).putInt(tableId).toBytes();
  }

  /** The first bytes of all keys of a table whose partition hash is at least this one. */
  public static byte[] hashBoundary(int tableId, int hash) {
    return new ByteSink(8).putInt(tableId).putInt(hash).toBytes();
  }

  /** The first bytes of all items with this partition key. */
  public static byte[] partition(int tableId, AttributeValue partitionKey) {
    byte[] encoded = scalar(partitionKey);
    return new ByteSink(8 + encoded.length)
        .putInt(tableId)
        .putInt(hash(encoded))
        .put(encoded)
        .toBytes();
  }

  /** The encoding of a sort key, to be put behind the partition. */
  public static byte[] scalar(AttributeValue value) {
    if (value instanceof AttributeValue.Text text) {
      return terminated(text.value().getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof AttributeValue.Bytes bytes) {
      return terminated(bytes.value());
    } else if (value instanceof AttributeValue.Num number) {
      return number(number.value());
    }
    throw new IllegalArgumentException("not a key type: " + value.type());
  }

  /** The bytes with which the encoding of every value begins that begins with this one. */
  public static byte[] scalarPrefix(AttributeValue value) {
    byte[] whole = scalar(value);
    return Arrays.copyOf(whole, whole.length - 2);
  }

  /** Two byte strings in a row. */
  public static byte[] join(byte[] head, byte[] tail) {
    byte[] joined = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, joined, head.length, tail.length);
    return joined;
  }

  /** The least byte string above all that begin with this prefix, or null if there is none. */
  public static byte[] afterPrefix(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xFF) {
        byte[] next = Arrays.copyOf(prefix, i + 1);
        next[i]++;
        return next;
      }
    }
    return null;
  }

  private static byte[] terminated(byte[] bytes) {
    ByteSink sink = new ByteSink(bytes.length + 2);
    for (byte b : bytes) {
      sink.put(b);
      if (b == 0) {
        sink.put(0xFF);
      }
    }
    return sink.put(0).put(0).toBytes();
  }

  private static byte[] number(BigDecimal number) {
    if (number.signum() == 0) {
      return new byte[] {(byte) ZERO};
    }
    int exponent = Numbers.exponent(number) + EXPONENT_BIAS;
    String digits = number.unscaledValue().abs().toString();
    ByteSink sink = new ByteSink(digits.length() / 2 + 5);
    sink.put(exponent >>> 8).put(exponent);
    for (int i = 0; i < digits.length(); i += 2) {
      int low = i + 1 < digits.length() ? digits.charAt(i + 1) - '0' : 0;
      sink.put((digits.charAt(i) - '0') * 10 + low + 1);
    }
    byte[] body = sink.put(0).toBytes();
    if (number.signum() < 0) {
      for (int i = 0; i < body.length; i++) {
        body[i] = (byte) ~body[i];
      }
    }
    return join(new byte[] {(byte) (number.signum() < 0 ? NEGATIVE : POSITIVE)}, body);
  }

  // FNV-1a, then the finish of MurmurHash3, without which short keys would share their high bits.
  private static int hash(byte[] bytes) {
    int hash = 0x811C9DC5;
    for (byte b : bytes) {
      hash = (hash ^ b & 0xFF) * 0x01000193;
    }
    hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
    hash = (hash ^ hash >>> 13) * 0xC2B2AE35;
    return hash ^ hash >>> 16;
  }
}
