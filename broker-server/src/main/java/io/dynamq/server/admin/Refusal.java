package io.dynamq.server.admin;

/** A command that was not carried out: an HTTP status and the words for the operator. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;
  static final int BAD_REQUEST = 400;
  static final int NOT_FOUND = 404;
  static final int CONFLICT = 409;
  static final int UNAVAILABLE = 503;

  private final int status;

  Refusal(int status, String message) {
    super(message);
    this.status = status;
  }

  static Refusal notFound() {
    return new Refusal(NOT_FOUND, "Not Found.");
  }

  int status() {
    return status;
  }
}
