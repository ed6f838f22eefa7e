package io.dynamq.dynamodb.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/** The order of scalar values: numbers by value, text by its UTF-8 bytes, bytes unsigned. */
public final class Order {

  private Order() {}

  /** Compares two values, or says nothing when their types differ or have no order. */
  public static OptionalInt compare(AttributeValue left, AttributeValue right) {
    if (left instanceof AttributeValue.Text a && right instanceof AttributeValue.Text b) {
      return OptionalInt.of(compareText(a.value(), b.value()));
    } else if (left instanceof AttributeValue.Num a && right instanceof AttributeValue.Num b) {
      return OptionalInt.of(a.value().compareTo(b.value()));
    } else if (left instanceof AttributeValue.Bytes a && right instanceof AttributeValue.Bytes b) {
      return OptionalInt.of(Arrays.compareUnsigned(a.value(), b.value()));
    }
    return OptionalInt.empty();
  }

  // UTF-16 order differs from UTF-8 order for characters beyond the first plane.
  private static int compareText(String left, String right) {
    return Arrays.compareUnsigned(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }
}
