package io.dynamq.auth.acl;

/** Text that is no term; the message says what is there and what was expected. */
final class TermSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;

  TermSyntaxException(int line, String message) {
    super(message);
    this.line = line;
  }

  int line() {
    return line;
  }
}
