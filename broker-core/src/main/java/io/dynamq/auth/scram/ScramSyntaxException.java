package io.dynamq.auth.scram;

/** A client's message is not one of SCRAM; the message says what is wrong, for a reason string. */
final class ScramSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  ScramSyntaxException(String message) {
    super(message, null, false, false);
  }
}
