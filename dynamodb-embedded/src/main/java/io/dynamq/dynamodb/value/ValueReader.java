package io.dynamq.dynamodb.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.dynamq.dynamodb.error.ApiException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads attribute values from the JSON of a request and refuses what DynamoDB refuses. */
public final class ValueReader {

  private ValueReader() {}

  /** Reads an object whose fields are attribute values. */
  public static Item readItem(JsonNode node) {
    return new Item(readMap(node, 0));
  }

  /** Reads one attribute value. */
  public static AttributeValue read(JsonNode node) {
    return read(node, 0);
  }

  private static Map<String, AttributeValue> readMap(JsonNode node, int depth) {
    if (!node.isObject()) {
      throw unexpected(node, "a map");
    }
    Nesting.check(depth);
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    node.properties()
        .forEach(field -> values.put(field.getKey(), read(field.getValue(), depth)));
    return values;
  }

  private static AttributeValue read(JsonNode node, int depth) {
    if (!node.isObject()) {
      throw unexpected(node, "an attribute value");
    }
    AttributeType type = null;
    JsonNode content = null;
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      AttributeType found = AttributeType.ofWireName(field.getKey()).orElse(null);
      if (found != null && !field.getValue().isNull()) {
        if (type != null) {
          throw ApiException.validation(
              "Supplied AttributeValue has more than one datatypes set, must contain exactly one"
                  + " of the supported datatypes");
        }
        type = found;
        content = field.getValue();
      }
    }
    if (type == null) {
      throw ApiException.validation(
          "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
    }
    return read(type, content, depth);
  }

  private static AttributeValue read(AttributeType type, JsonNode content, int depth) {
    return switch (type) {
      case S, N, B -> readScalar(type, content);
      case BOOL -> new AttributeValue.Bool(flag(content));
      case NULL -> readNull(content);
      case SS -> readSet(type, AttributeType.S, content);
      case NS -> readSet(type, AttributeType.N, content);
      case BS -> readSet(type, AttributeType.B, content);
      case L -> readList(content, depth + 1);
      case M -> new AttributeValue.MapOf(readMap(content, depth + 1));
    };
  }

  private static AttributeValue readScalar(AttributeType type, JsonNode content) {
    if (!content.isTextual()) {
      throw unexpected(content, type == AttributeType.B ? "a base64 string" : "a string");
    }
    return switch (type) {
      case S -> new AttributeValue.Text(content.textValue());
      case N -> new AttributeValue.Num(Numbers.parse(content.textValue()));
      default -> new AttributeValue.Bytes(base64(content.textValue()));
    };
  }

  private static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.serialization("Invalid Base64 data");
    }
  }

  private static AttributeValue readNull(JsonNode content) {
    if (!flag(content)) {
      throw ApiException.invalidParameter(
          "Null attribute value types must have the value of true");
    }
    return new AttributeValue.Null();
  }

  private static boolean flag(JsonNode content) {
    if (!content.isBoolean()) {
      throw unexpected(content, "a boolean");
    }
    return content.booleanValue();
  }

  private static AttributeValue readSet(AttributeType set, AttributeType of, JsonNode content) {
    if (!content.isArray()) {
      throw unexpected(content, "a list");
    }
    if (content.isEmpty()) {
      throw ApiException.invalidParameter(emptySetMessage(set));
    }
    Set<AttributeValue> elements = new LinkedHashSet<>();
    for (JsonNode element : content) {
      elements.add(readScalar(of, element));
    }
    if (elements.size() < content.size()) {
      throw ApiException.invalidParameter(
          of == AttributeType.S
              ? "Input collection " + listed(content) + " contains duplicates."
              : "Input collection contains duplicates");
    }
    return new AttributeValue.SetOf(set, elements);
  }

  private static String emptySetMessage(AttributeType set) {
    return switch (set) {
      case SS -> "An string set  may not be empty";
      case NS -> "An number set  may not be empty";
      default -> "Binary sets should not be empty";
    };
  }

  private static String listed(JsonNode content) {
    List<String> texts = new ArrayList<>();
    content.forEach(element -> texts.add(element.textValue()));
    return texts.toString();
  }

  private static AttributeValue readList(JsonNode content, int depth) {
    if (!content.isArray()) {
      throw unexpected(content, "a list");
    }
    Nesting.check(depth);
    List<AttributeValue> elements = new ArrayList<>(content.size());
    for (JsonNode element : content) {
      elements.add(read(element, depth));
    }
    return new AttributeValue.ListOf(elements);
  }

  private static ApiException unexpected(JsonNode node, String wanted) {
    return ApiException.serialization(
        "Unexpected value of type " + node.getNodeType() + " where " + wanted + " is expected");
  }
}
