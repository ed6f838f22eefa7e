package io.dynamq.dynamodb.error;

/**
 * A refusal that the client is told about, in the words of DynamoDB.
 *
 * <p>It carries no stack trace: refusals such as a failed condition are ordinary answers, and
 * frequent ones.
 */
public final class ApiException extends RuntimeException {

  private final ErrorType type;
  private final transient ErrorDetails details;

  /** A refusal that carries further fields. */
  public ApiException(ErrorType type, String message, ErrorDetails details) {
    super(message, null, false, false);
    this.type = type;
    this.details = details;
  }

  /** A refusal of a kind, with its words. */
  public ApiException(ErrorType type, String message) {
    this(type, message, ErrorDetails.NONE);
  }

  /** A request that breaks a rule of the API. */
  public static ApiException validation(String message) {
    return new ApiException(ErrorType.VALIDATION, message);
  }

  /** A request that breaks a rule about parameter values; the usual prefix is put in front. */
  public static ApiException invalidParameter(String message) {
    return validation("One or more parameter values were invalid: " + message);
  }

  /**
   * A parameter that breaks a constraint of the API's model, in the words of its validator.
   *
   * @param path where the parameter is, its names beginning with small letters
   * @param value how the validator shows the value: in quotes, or null
   * @param rule what the parameter must be
   */
  public static ApiException constraint(String path, String value, String rule) {
    return validation(
        "1 validation error detected: Value %s at '%s' failed to satisfy constraint: %s"
            .formatted(value, path, rule));
  }

  /** A body that is not the JSON which the operation expects. */
  public static ApiException serialization(String message) {
    return new ApiException(ErrorType.SERIALIZATION, message);
  }

  /** The kind of this refusal. */
  public ErrorType type() {
    return type;
  }

  /** Further fields of the answer. */
  public ErrorDetails details() {
    return details;
  }
}
