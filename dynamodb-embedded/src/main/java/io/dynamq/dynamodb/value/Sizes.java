package io.dynamq.dynamodb.value;

import java.util.Map;

/** Bytes that values count for, by the published rules of item sizes. */
public final class Sizes {

  private static final int CONTAINER_OVERHEAD_BYTES = 3;

  private Sizes() {}

  /** The size of named values without any overhead of a container. */
  static int ofAttributes(Map<String, AttributeValue> attributes) {
    int size = 0;
    for (Map.Entry<String, AttributeValue> entry : attributes.entrySet()) {
      size += utf8Length(entry.getKey()) + of(entry.getValue());
    }
    return size;
  }

  /** The size of one value. */
  public static int of(AttributeValue value) {
    if (value instanceof AttributeValue.Text text) {
      return utf8Length(text.value());
    } else if (value instanceof AttributeValue.Num number) {
      return Numbers.size(number.value());
    } else if (value instanceof AttributeValue.Bytes bytes) {
      return bytes.value().length;
    } else if (value instanceof AttributeValue.SetOf set) {
      return set.elements().stream().mapToInt(Sizes::of).sum();
    } else if (value instanceof AttributeValue.ListOf list) {
      return CONTAINER_OVERHEAD_BYTES
          + list.elements().stream().mapToInt(element -> 1 + of(element)).sum();
    } else if (value instanceof AttributeValue.MapOf map) {
      return CONTAINER_OVERHEAD_BYTES + map.entries().size() + ofAttributes(map.entries());
    }
    return 1;
  }

  /** The length of a text as UTF-8 without encoding it. */
  public static int utf8Length(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        length++;
      } else if (c < 0x800) {
        length += 2;
      } else if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
        length += 4;
        i++;
      } else {
        length += 3;
      }
    }
    return length;
  }
}
