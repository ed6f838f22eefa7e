package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.expression.Bindings;
import io.dynamq.dynamodb.expression.ConditionExpression;
import io.dynamq.dynamodb.expression.ExpressionKind;
import io.dynamq.dynamodb.expression.KeyCondition;
import io.dynamq.dynamodb.expression.Projection;
import io.dynamq.dynamodb.expression.UpdateExpression;
import io.dynamq.dynamodb.table.KeySchema;
import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.ValueReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The expressions of one request.
 *
 * <p>Ask for all that the operation knows and then call {@link #done}, which refuses names and values
 * that none of them used.
 */
final class Expressions {

  private static final List<String> LEGACY =
      List.of(
          "Expected",
          "AttributeUpdates",
          "ConditionalOperator",
          "QueryFilter",
          "ScanFilter");

  private final Request request;
  private final Bindings bindings;

  Expressions(Request request) {
    this.request = request;
    for (String parameter : LEGACY) {
      if (request.has(parameter)) {
        throw ApiException.validation(
            "The legacy parameter " + parameter + " is not supported; use an expression");
      }
    }
    boolean any = false;
    for (ExpressionKind kind : ExpressionKind.values()) {
      any |= request.has(kind.parameter());
    }
    this.bindings = new Bindings(names(request, any), values(request, any));
  }

  /** The condition or filter, or null. */
  ConditionExpression condition(ExpressionKind kind) {
    String text = request.text(kind.parameter());
    return text == null ? null : ConditionExpression.parse(kind, text, bindings);
  }

  /** The update, or null. */
  UpdateExpression update() {
    String text = request.text(ExpressionKind.UPDATE.parameter());
    return text == null ? null : UpdateExpression.parse(text, bindings);
  }

  /** The projection, or null; the older AttributesToGet is one too. */
  Projection projection() {
    String text = request.text(ExpressionKind.PROJECTION.parameter());
    if (request.has("AttributesToGet")) {
      if (text != null) {
        throw ApiException.validation(
            "Can not use both expression and non-expression parameters in the same request:"
                + " Non-expression parameters: {AttributesToGet} Expression parameters:"
                + " {ProjectionExpression}");
      }
      return Projection.ofAttributes(request.texts("AttributesToGet"));
    }
    return text == null ? null : Projection.parse(text, bindings);
  }

  /** The key condition of a query, or null. */
  KeyCondition keyCondition(KeySchema keys) {
    String text = request.text(ExpressionKind.KEY_CONDITION.parameter());
    if (text == null) {
      return null;
    }
    String sortName = keys.sort() == null ? null : keys.sort().name();
    return KeyCondition.parse(text, bindings, keys.partition().name(), sortName);
  }

  void done() {
    bindings.requireAllUsed();
  }

  private static Map<String, String> names(Request request, boolean anyExpression) {
    Map<String, String> names = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : fields(request, "Names", anyExpression).entrySet()) {
      if (!field.getValue().isTextual()) {
        throw ApiException.serialization("An attribute name must be a String");
      }
      names.put(field.getKey(), field.getValue().textValue());
    }
    return names;
  }

  private static Map<String, AttributeValue> values(Request request, boolean anyExpression) {
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    fields(request, "Values", anyExpression)
        .forEach((key, value) -> values.put(key, ValueReader.read(value)));
    return values;
  }

  private static Map<String, JsonNode> fields(
      Request request, String suffix, boolean anyExpression) {
    String parameter = "ExpressionAttribute" + suffix;
    if (!request.has(parameter)) {
      return Map.of();
    }
    if (!anyExpression) {
      throw ApiException.validation(parameter + " can only be specified when using expressions");
    }
    Map<String, JsonNode> fields = request.fields(parameter);
    if (fields.isEmpty()) {
      throw ApiException.validation(parameter + " must not be empty");
    }
    return fields;
  }
}
