package io.dynamq.server;

/** The broker cannot start; the message is one line that names cause and, if there is one, cure. */
final class StartFailure extends Exception {
  private static final long serialVersionUID = 1L;

  StartFailure(String message) {
    super(message);
  }

  StartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
