package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.value.AttributeValue;

/**
 * What a query asks of the sort key.
 *
 * @param low the only operand, or the lower bound of BETWEEN
 * @param high the upper bound of BETWEEN, else null
 */
public record SortCondition(Operator operator, AttributeValue low, AttributeValue high) {

  /** The comparisons that a sort key allows. */
  public enum Operator {
    EQ,
    LT,
    LE,
    GT,
    GE,
    BETWEEN,
    BEGINS_WITH
  }
}
