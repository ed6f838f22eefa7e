package io.dynamq.dynamo.client;

import io.dynamq.store.StorageException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What an SDK error means to us.
 *
 * @param kind decides what happens to the request
 * @param text one line with cause and cure
 * @param cause as the SDK threw it
 */
public record Failure(Kind kind, String text, Throwable cause) {

  /** How a request failed. */
  public enum Kind {
    /** The store asks for less: try later, with less at once. */
    THROTTLED,
    /** No answer, a refusal of this node, or a missing table: try later, keep everything. */
    UNAVAILABLE,
    /** The request can never succeed. */
    REFUSED,
    /** The write's condition does not hold. */
    CONDITION
  }

  /** Reads an SDK error, however it is wrapped. */
  public static Failure of(Throwable error) {
    Throwable cause = error;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof AwsServiceException service) {
      return ofService(service);
    }
    // What is neither an answer nor a transport error was thrown by our own request.
    boolean ours = cause instanceof RuntimeException && !(cause instanceof SdkException);
    return ours
        ? new Failure(Kind.REFUSED, cause.toString(), cause)
        : new Failure(Kind.UNAVAILABLE, clientText(cause), cause);
  }

  /** As the storage SPI reports it. */
  public StorageException toException(String what) {
    StorageException.Kind as =
        switch (kind) {
          case THROTTLED -> StorageException.Kind.THROTTLED;
          case UNAVAILABLE -> StorageException.Kind.UNAVAILABLE;
          case REFUSED -> StorageException.Kind.CORRUPT;
          case CONDITION -> StorageException.Kind.FENCED;
        };
    return new StorageException(as, what + ": " + text, cause);
  }

  private static Failure ofService(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
    String text = code + ": " + (e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorMessage());
    if (code.equals("ConditionalCheckFailedException")) {
      return new Failure(Kind.CONDITION, "the condition of the write does not hold", e);
    }
    if (e.isThrottlingException() || code.equals("RequestLimitExceeded")) {
      return new Failure(Kind.THROTTLED, text, e);
    }
    String cure = cure(code);
    if (!cure.isEmpty()) {
      return new Failure(Kind.UNAVAILABLE, text + " -> " + cure, e);
    }
    boolean refused = e.statusCode() >= 400 && e.statusCode() < 500 && isOurFault(code);
    return new Failure(refused ? Kind.REFUSED : Kind.UNAVAILABLE, text, e);
  }

  private static boolean isOurFault(String code) {
    return code.equals("ValidationException")
        || code.equals("SerializationException")
        || code.equals("ItemCollectionSizeLimitExceededException");
  }

  private static String cure(String code) {
    return switch (code) {
      case "UnrecognizedClientException", "InvalidSignatureException", "IncompleteSignatureException",
          "MissingAuthenticationTokenException", "MissingAuthenticationToken" ->
          "check aws_access_key_id and aws_secret_access_key (and the clock of this machine)";
      case "ExpiredTokenException", "ExpiredToken" -> "renew the session token of the credentials";
      case "AccessDeniedException" -> "grant this identity the dynamodb action named above";
      case "RequestTimeTooSkewed" -> "set the clock of this machine";
      case "ResourceNotFoundException" -> "create the table, or set auto_create_tables = on";
      default -> "";
    };
  }

  private static String clientText(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    int line = text.indexOf('\n');
    String first = line < 0 ? text : text.substring(0, line);
    if (cause instanceof SdkClientException && text.contains("credentials")) {
      return "no AWS credentials found -> set backend.dynamo.<pool>.aws_access_key_id and"
          + " .aws_secret_access_key, or provide them through the AWS default chain";
    }
    return first + " -> check backend.dynamo.<pool>.server, the network and the region";
  }
}
