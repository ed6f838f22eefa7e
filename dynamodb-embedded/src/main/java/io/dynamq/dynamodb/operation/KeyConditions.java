package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.expression.KeyCondition;
import io.dynamq.dynamodb.expression.SortCondition;
import io.dynamq.dynamodb.table.KeySchema;
import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.ValueReader;
import java.util.List;
import java.util.Map;

/** Reads the parameter KeyConditions, which older tools send in place of the expression. */
final class KeyConditions {

  private KeyConditions() {}

  static KeyCondition read(Request request, KeySchema keys) {
    Map<String, JsonNode> conditions = request.fields("KeyConditions");
    String partitionName = keys.partition().name();
    if (!conditions.containsKey(partitionName)) {
      throw KeyCondition.missing(partitionName);
    }
    SortCondition partition = range(new Request(conditions.get(partitionName)));
    if (partition.operator() != SortCondition.Operator.EQ) {
      throw ApiException.validation("Query key condition not supported");
    }
    SortCondition sort = null;
    if (conditions.size() > 1) {
      if (keys.sort() == null
          || conditions.size() > 2
          || !conditions.containsKey(keys.sort().name())) {
        throw KeyCondition.missing(keys.sort() == null ? null : keys.sort().name());
      }
      sort = range(new Request(conditions.get(keys.sort().name())));
    }
    return new KeyCondition(partition.low(), sort);
  }

  private static SortCondition range(Request condition) {
    String name = condition.requiredText("ComparisonOperator");
    List<AttributeValue> values =
        condition.array("AttributeValueList").stream().map(ValueReader::read).toList();
    SortCondition.Operator operator = operator(name);
    if (values.size() != (operator == SortCondition.Operator.BETWEEN ? 2 : 1)) {
      throw ApiException.invalidParameter(
          "Invalid number of argument(s) for the " + name + " ComparisonOperator");
    }
    return new SortCondition(operator, values.get(0), values.size() == 2 ? values.get(1) : null);
  }

  private static SortCondition.Operator operator(String name) {
    return switch (name) {
      case "EQ" -> SortCondition.Operator.EQ;
      case "LT" -> SortCondition.Operator.LT;
      case "LE" -> SortCondition.Operator.LE;
      case "GT" -> SortCondition.Operator.GT;
      case "GE" -> SortCondition.Operator.GE;
      case "BETWEEN" -> SortCondition.Operator.BETWEEN;
      case "BEGINS_WITH" -> SortCondition.Operator.BEGINS_WITH;
      default ->
          throw ApiException.validation(
              "Attempted conditional constraint is not an indexable operation");
    };
  }
}
