package io.dynamq.dynamodb.table;

import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Item;
import io.dynamq.dynamodb.value.Sizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table's primary key: the partition key and, when not null, the sort key. */
public record KeySchema(KeyAttribute partition, KeyAttribute sort) {

  private static final int PARTITION_BYTES_MAX = 2048;
  private static final int SORT_BYTES_MAX = 1024;
  private static final String MISMATCH = "The provided key element does not match the schema";

  /** The key attributes, the partition key first. */
  public List<KeyAttribute> attributes() {
    List<KeyAttribute> attributes = new ArrayList<>(List.of(partition));
    if (sort != null) {
      attributes.add(sort);
    }
    return attributes;
  }

  /** Whether the attribute is part of the key. */
  public boolean contains(String attributeName) {
    return attributes().stream().anyMatch(key -> key.name().equals(attributeName));
  }

  /** The key attributes of an item; refuses an item that lacks one or has the wrong type. */
  public Item keyOfItem(Item item) {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    for (KeyAttribute attribute : attributes()) {
      AttributeValue value = item.get(attribute.name());
      if (value == null) {
        throw ApiException.invalidParameter(
            "Missing the key " + attribute.name() + " in the item");
      }
      if (value.type() != attribute.type()) {
        throw ApiException.invalidParameter(
            "Type mismatch for key %s expected: %s actual: %s"
                .formatted(attribute.name(), attribute.type(), value.type()));
      }
      key.put(attribute.name(), value);
    }
    return checkSizes(new Item(key));
  }

  /** Checks a key that must hold the key attributes and nothing else. */
  public Item exactKey(Item key) {
    if (key.attributes().size() != attributes().size()) {
      throw ApiException.validation(MISMATCH);
    }
    for (KeyAttribute attribute : attributes()) {
      AttributeValue value = key.get(attribute.name());
      if (value == null || value.type() != attribute.type()) {
        throw ApiException.validation(MISMATCH);
      }
    }
    return checkSizes(key);
  }

  private Item checkSizes(Item key) {
    for (KeyAttribute attribute : attributes()) {
      if (Sizes.of(key.get(attribute.name())) == 0) {
        throw ApiException.validation(
            "One or more parameter values are not valid. The AttributeValue for a key attribute"
                + " cannot contain an empty "
                + (key.get(attribute.name()) instanceof AttributeValue.Text ? "string" : "binary")
                + " value. Key: "
                + attribute.name());
      }
    }
    if (Sizes.of(key.get(partition.name())) > PARTITION_BYTES_MAX) {
      throw ApiException.invalidParameter(
          "Size of hashkey has exceeded the maximum size limit of2048 bytes");
    }
    if (sort != null && Sizes.of(key.get(sort.name())) > SORT_BYTES_MAX) {
      throw ApiException.invalidParameter(
          "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
    }
    return key;
  }
}
