package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.value.AttributeValue;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names and values that a request's expressions refer to with {@code #} and {@code :}.
 *
 * <p>It notes which ones were used, because one that is used by no expression is an error. One
 * object serves all expressions of one request, on one thread.
 */
public final class Bindings {

  private final Map<String, String> names;
  private final Map<String, AttributeValue> values;
  private final Set<String> unusedNames;
  private final Set<String> unusedValues;

  /** Bindings whose keys carry their leading sign. */
  public Bindings(Map<String, String> names, Map<String, AttributeValue> values) {
    this.names = names;
    this.values = values;
    this.unusedNames = new TreeSet<>(names.keySet());
    this.unusedValues = new TreeSet<>(values.keySet());
    checkKeys("ExpressionAttributeNames", names.keySet(), "#[A-Za-z0-9_]+");
    checkKeys("ExpressionAttributeValues", values.keySet(), ":[A-Za-z0-9_]+");
  }

  /** Refuses the request if it binds something that no expression used. */
  public void requireAllUsed() {
    if (!unusedNames.isEmpty()) {
      throw unused("ExpressionAttributeNames", unusedNames);
    }
    if (!unusedValues.isEmpty()) {
      throw unused("ExpressionAttributeValues", unusedValues);
    }
  }

  String name(String reference, ExpressionKind kind) {
    String name = names.get(reference);
    if (name == null) {
      throw kind.invalid(
          "An expression attribute name used in the document path is not defined; attribute name: "
              + reference);
    }
    unusedNames.remove(reference);
    return name;
  }

  AttributeValue value(String reference, ExpressionKind kind) {
    AttributeValue value = values.get(reference);
    if (value == null) {
      throw kind.invalid(
          "An expression attribute value used in expression is not defined; attribute value: "
              + reference);
    }
    unusedValues.remove(reference);
    return value;
  }

  private static void checkKeys(String parameter, Set<String> keys, String pattern) {
    for (String key : keys) {
      if (!key.matches(pattern)) {
        throw ApiException.validation(
            "%s contains invalid key: Syntax error; key: \"%s\"".formatted(parameter, key));
      }
    }
  }

  private static ApiException unused(String parameter, Set<String> keys) {
    return ApiException.validation(
        "Value provided in %s unused in expressions: keys: {%s}"
            .formatted(parameter, String.join(", ", keys)));
  }
}
