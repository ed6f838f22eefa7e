package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.value.Item;
import io.dynamq.dynamodb.value.ValueReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request's JSON object, or an object inside it, read by name and type. */
final class Request {

  private final JsonNode node;

  Request(JsonNode node) {
    if (!node.isObject()) {
      throw ApiException.serialization("Start of structure or map found where not expected.");
    }
    this.node = node;
  }

  /** The JSON itself, to be echoed. */
  JsonNode json() {
    return node;
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  /** A text, or null. */
  String text(String name) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw unexpected(value, "String");
    }
    return value.textValue();
  }

  String requiredText(String name) {
    return required(name, text(name));
  }

  /** A text out of a fixed choice, or the default. */
  String choice(String name, String otherwise, List<String> allowed) {
    String value = text(name);
    if (value != null && !allowed.contains(value)) {
      throw ApiException.constraint(
          lowerFirst(name), "'" + value + "'", "Member must satisfy enum value set: " + allowed);
    }
    return value == null ? otherwise : value;
  }

  /** A whole number, or null. */
  Long integer(String name) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber()) {
      throw unexpected(value, "Integer");
    }
    return value.longValue();
  }

  /** A whole number of at least 1, or null. */
  Integer limit(String name) {
    Long value = integer(name);
    if (value != null && value < 1) {
      throw ApiException.constraint(
          lowerFirst(name),
          "'" + value + "'",
          "Member must have value greater than or equal to 1");
    }
    return value == null ? null : (int) Math.min(value, Integer.MAX_VALUE);
  }

  boolean flag(String name, boolean otherwise) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw unexpected(value, "Boolean");
    }
    return value.booleanValue();
  }

  /** An item or key, or null. */
  Item item(String name) {
    return has(name) ? ValueReader.readItem(node.get(name)) : null;
  }

  Item requiredItem(String name) {
    return required(name, item(name));
  }

  /** An object inside this one, or null. */
  Request object(String name) {
    return has(name) ? new Request(node.get(name)) : null;
  }

  Request requiredObject(String name) {
    return required(name, object(name));
  }

  /** The objects of a list; empty when there is none. */
  List<Request> objects(String name) {
    List<Request> objects = new ArrayList<>();
    for (JsonNode element : array(name)) {
      objects.add(new Request(element));
    }
    return objects;
  }

  /** The texts of a list; empty when there is none. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array(name)) {
      if (!element.isTextual()) {
        throw unexpected(element, "String");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  /** The JSON values of an object inside this one, by name; empty when there is none. */
  Map<String, JsonNode> fields(String name) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    if (has(name)) {
      if (!node.get(name).isObject()) {
        throw unexpected(node.get(name), "Map");
      }
      node.get(name).properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    }
    return fields;
  }

  /** The JSON values of a list; empty when there is none. */
  List<JsonNode> array(String name) {
    if (!has(name)) {
      return List.of();
    }
    if (!node.get(name).isArray()) {
      throw unexpected(node.get(name), "List");
    }
    List<JsonNode> elements = new ArrayList<>();
    node.get(name).forEach(elements::add);
    return elements;
  }

  private static <T> T required(String name, T value) {
    if (value == null) {
      throw ApiException.constraint(lowerFirst(name), "null", "Member must not be null");
    }
    return value;
  }

  private static String lowerFirst(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  private static ApiException unexpected(JsonNode value, String wanted) {
    return ApiException.serialization(
        value.getNodeType() + "_VALUE cannot be converted to " + wanted);
  }
}
