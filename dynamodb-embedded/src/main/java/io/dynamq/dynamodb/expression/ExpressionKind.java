package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.error.ApiException;

/** Which parameter of a request an expression came from; error messages begin with its name. */
public enum ExpressionKind {
  CONDITION("ConditionExpression"),
  FILTER("FilterExpression"),
  KEY_CONDITION("KeyConditionExpression"),
  PROJECTION("ProjectionExpression"),
  UPDATE("UpdateExpression");

  private final String parameter;

  ExpressionKind(String parameter) {
    this.parameter = parameter;
  }

  /** The name of the request's parameter. */
  public String parameter() {
    return parameter;
  }

  /** A refusal that names this parameter. */
  ApiException invalid(String reason) {
    return ApiException.validation("Invalid " + parameter + ": " + reason);
  }
}
