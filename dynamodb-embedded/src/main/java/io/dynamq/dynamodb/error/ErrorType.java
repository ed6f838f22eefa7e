package io.dynamq.dynamodb.error;

/** The kinds of refusal a client can meet, with the {@code __type} and the HTTP status of each. */
public enum ErrorType {
  VALIDATION("com.amazon.coral.validate#ValidationException", 400),
  SERIALIZATION("com.amazon.coral.service#SerializationException", 400),
  UNKNOWN_OPERATION("com.amazon.coral.service#UnknownOperationException", 400),
  MISSING_TOKEN("com.amazon.coral.service#MissingAuthenticationTokenException", 400),
  INTERNAL("com.amazon.coral.service#InternalServerError", 500),
  THROTTLING("com.amazon.coral.availability#ThrottlingException", 400),
  ACCESS_DENIED("com.amazon.coral.service#AccessDeniedException", 400),
  RESOURCE_NOT_FOUND("com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", 400),
  RESOURCE_IN_USE("com.amazonaws.dynamodb.v20120810#ResourceInUseException", 400),
  CONDITION_FAILED("com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", 400),
  TRANSACTION_CANCELED("com.amazonaws.dynamodb.v20120810#TransactionCanceledException", 400),
  IDEMPOTENT_PARAMETER_MISMATCH(
      "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException", 400),
  THROUGHPUT_EXCEEDED(
      "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException", 400);

  private final String wireName;
  private final int status;

  ErrorType(String wireName, int status) {
    this.wireName = wireName;
    this.status = status;
  }

  /** The value of {@code __type} in the answer's body. */
  public String wireName() {
    return wireName;
  }

  /** The HTTP status of the answer. */
  public int status() {
    return status;
  }
}
