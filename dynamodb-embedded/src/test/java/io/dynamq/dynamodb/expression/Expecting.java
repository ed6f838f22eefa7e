package io.dynamq.dynamodb.expression;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Item;
import io.dynamq.dynamodb.value.ValueReader;
import java.util.HashMap;
import java.util.Map;

/** Short ways to write items and bindings in tests: JSON of DynamoDB with single quotes. */
final class Expecting {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Expecting() {}

  static Item item(String json) {
    try {
      return ValueReader.readItem(JSON.readTree(json.replace('\'', '"')));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  /** Values are given as an item; {@code #name}, {@code #set} and {@code #in} stand for themselves. */
  static Bindings bindings(String values) {
    Map<String, AttributeValue> bound = new HashMap<>();
    item(values).attributes().forEach((name, value) -> bound.put(":" + name, value));
    Map<String, String> names = Map.of("#name", "name", "#set", "set", "#in", "in");
    return new Bindings(names, bound);
  }
}
