package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.value.AttributeValue;
import java.util.ArrayList;
import java.util.List;

/**
 * What a query asks for: one partition and, when not null, a range of its sort keys.
 *
 * @param partition the partition key's value
 */
public record KeyCondition(AttributeValue partition, SortCondition sort) {

  private static final ApiException UNSUPPORTED =
      ApiException.validation("Query key condition not supported");

  /**
   * Parses a key condition.
   *
   * @param sortName the name of the sort key, or null if the table has none
   */
  public static KeyCondition parse(
      String text, Bindings bindings, String partitionName, String sortName) {
    TokenCursor tokens = new TokenCursor(ExpressionKind.KEY_CONDITION, text, bindings);
    List<Condition> parts = new ArrayList<>();
    flatten(new ConditionParser(tokens).parse(), parts);
    AttributeValue partition = null;
    SortCondition sort = null;
    for (Condition part : parts) {
      String name = attributeOf(part);
      SortCondition range = range(part);
      if (name.equals(partitionName) && partition == null) {
        if (range.operator() != SortCondition.Operator.EQ) {
          throw UNSUPPORTED;
        }
        partition = range.low();
      } else if (name.equals(sortName) && sort == null) {
        sort = range;
      } else if (name.equals(partitionName) || name.equals(sortName)) {
        throw ExpressionKind.KEY_CONDITION.invalid(
            "KeyConditionExpressions must only contain one condition per key");
      } else {
        throw missing(partition == null ? partitionName : sortName);
      }
    }
    if (partition == null) {
      throw missing(partitionName);
    }
    return new KeyCondition(partition, sort);
  }

  /** The refusal of a query that doesn't name a key attribute. */
  public static ApiException missing(String keyName) {
    return keyName == null
        ? UNSUPPORTED
        : ApiException.validation("Query condition missed key schema element: " + keyName);
  }

  private static void flatten(Condition condition, List<Condition> parts) {
    if (condition instanceof Condition.And and) {
      flatten(and.left(), parts);
      flatten(and.right(), parts);
    } else {
      parts.add(condition);
    }
  }

  private static String attributeOf(Condition part) {
    Operand operand;
    if (part instanceof Condition.Compare compare) {
      operand = compare.left() instanceof Operand.Given ? compare.right() : compare.left();
    } else if (part instanceof Condition.Between between) {
      operand = between.operand();
    } else if (part instanceof Condition.BeginsWith begins) {
      operand = begins.operand();
    } else {
      throw ExpressionKind.KEY_CONDITION.invalid(
          "Invalid operator used in KeyConditionExpression: " + operatorOf(part));
    }
    if (operand instanceof Operand.AtPath atPath && atPath.path().isTopLevel()) {
      return atPath.path().topLevelName();
    }
    throw UNSUPPORTED;
  }

  private static String operatorOf(Condition part) {
    if (part instanceof Condition.Or) {
      return "OR";
    } else if (part instanceof Condition.Not not) {
      return not.inner() instanceof Condition.Exists ? "attribute_not_exists" : "NOT";
    } else if (part instanceof Condition.In) {
      return "IN";
    } else if (part instanceof Condition.Exists) {
      return "attribute_exists";
    }
    return part instanceof Condition.Contains ? "contains" : "attribute_type";
  }

  private static SortCondition range(Condition part) {
    if (part instanceof Condition.Between between) {
      return new SortCondition(
          SortCondition.Operator.BETWEEN, given(between.low()), given(between.high()));
    } else if (part instanceof Condition.BeginsWith begins) {
      return new SortCondition(SortCondition.Operator.BEGINS_WITH, given(begins.prefix()), null);
    }
    Condition.Compare compare = (Condition.Compare) part;
    boolean mirrored = compare.left() instanceof Operand.Given;
    SortCondition.Operator operator =
        switch (compare.comparator()) {
          case EQ -> SortCondition.Operator.EQ;
          case LT -> mirrored ? SortCondition.Operator.GT : SortCondition.Operator.LT;
          case LE -> mirrored ? SortCondition.Operator.GE : SortCondition.Operator.LE;
          case GT -> mirrored ? SortCondition.Operator.LT : SortCondition.Operator.GT;
          case GE -> mirrored ? SortCondition.Operator.LE : SortCondition.Operator.GE;
          case NE -> throw UNSUPPORTED;
        };
    return new SortCondition(operator, given(mirrored ? compare.left() : compare.right()), null);
  }

  private static AttributeValue given(Operand operand) {
    if (operand instanceof Operand.Given value) {
      return value.value();
    }
    throw UNSUPPORTED;
  }
}
