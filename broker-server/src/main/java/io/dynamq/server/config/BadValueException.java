package io.dynamq.server.config;

/** A value that its setting does not take; the message says what was expected. */
final class BadValueException extends Exception {
  private static final long serialVersionUID = 1L;

  BadValueException(String message) {
    super(message);
  }
}
