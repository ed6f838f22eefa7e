package io.dynamq.server.trace;

/** A trace that is not started, stopped or shown; the message says why. */
public final class TraceRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    BAD_REQUEST,
    NOT_FOUND,
    EXISTS
  }

  private final Kind kind;

  TraceRefusal(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
