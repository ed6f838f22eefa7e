package io.dynamq.dynamo;

import io.dynamq.dynamo.client.PoolSettings;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** Reading requests as calls of the {@code aws} command line, quoted for a POSIX shell. */
final class AwsText {
  private final PoolSettings pool;

  AwsText(PoolSettings pool) {
    this.pool = pool;
  }

  String of(GetItemRequest request) {
    List<String> words = call("get-item", request.tableName());
    words.addAll(List.of("--key", json(request.key())));
    return line(words);
  }

  String of(QueryRequest request) {
    List<String> words = call("query", request.tableName());
    words.addAll(List.of("--key-condition-expression", request.keyConditionExpression()));
    add(words, "--filter-expression", request.filterExpression());
    add(words, "--projection-expression", request.projectionExpression());
    add(words, request.expressionAttributeNames(), request.expressionAttributeValues());
    return line(words);
  }

  String of(ScanRequest request) {
    List<String> words = call("scan", request.tableName());
    add(words, "--filter-expression", request.filterExpression());
    add(words, "--projection-expression", request.projectionExpression());
    if (request.select() == Select.COUNT) {
      words.addAll(List.of("--select", "COUNT"));
    }
    add(words, request.expressionAttributeNames(), request.expressionAttributeValues());
    return line(words);
  }

  private static List<String> call(String operation, String table) {
    return new ArrayList<>(
        List.of("aws", "dynamodb", operation, "--table-name", table, "--consistent-read"));
  }

  private static void add(List<String> words, String option, String value) {
    if (value != null) {
      words.addAll(List.of(option, value));
    }
  }

  private static void add(
      List<String> words, Map<String, String> names, Map<String, AttributeValue> values) {
    if (!names.isEmpty()) {
      words.addAll(
          List.of(
              "--expression-attribute-names",
              new TreeMap<>(names)
                  .entrySet().stream()
                      .map(one -> text(one.getKey()) + ": " + text(one.getValue()))
                      .collect(Collectors.joining(", ", "{", "}"))));
    }
    if (!values.isEmpty()) {
      words.addAll(List.of("--expression-attribute-values", json(values)));
    }
  }

  private String line(List<String> words) {
    words.addAll(List.of("--region", pool.region()));
    if (pool.server() != null) {
      words.addAll(List.of("--endpoint-url", pool.server().toString()));
    }
    return words.stream().map(AwsText::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:@-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static String json(Map<String, AttributeValue> values) {
    return new TreeMap<>(values)
        .entrySet().stream()
            .map(one -> text(one.getKey()) + ": " + json(one.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String json(AttributeValue value) {
    return switch (value.type()) {
      case S -> "{\"S\": " + text(value.s()) + "}";
      case N -> "{\"N\": " + text(value.n()) + "}";
      case B -> "{\"B\": " + text(base64(value)) + "}";
      default -> throw new IllegalArgumentException("no key or bound is a " + value.type());
    };
  }

  private static String base64(AttributeValue value) {
    return Base64.getEncoder().encodeToString(value.b().asByteArrayUnsafe());
  }

  private static String text(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || c >= 0x7F && c < 0xA0) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
