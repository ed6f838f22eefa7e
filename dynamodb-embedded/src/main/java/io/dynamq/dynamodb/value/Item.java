package io.dynamq.dynamodb.value;

import java.util.Map;

/** A table's row: named values, no two of the same name. The map must not be changed. */
public record Item(Map<String, AttributeValue> attributes) {

  /** An item without attributes, which conditions on a missing item are judged against. */
  public static final Item EMPTY = new Item(Map.of());

  /** The value with this name, or null. */
  public AttributeValue get(String name) {
    return attributes.get(name);
  }

  /** Bytes that this item counts for in limits and capacity: names and values. */
  public int sizeBytes() {
    return Sizes.ofAttributes(attributes);
  }
}
