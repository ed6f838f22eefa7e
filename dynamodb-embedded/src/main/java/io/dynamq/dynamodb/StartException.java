package io.dynamq.dynamodb;

/** The store can't start; the message says why in one line that an operator can act on. */
public final class StartException extends RuntimeException {

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
