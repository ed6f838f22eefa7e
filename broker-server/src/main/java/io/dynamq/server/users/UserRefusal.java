package io.dynamq.server.users;

/** A user that was not made, changed or deleted; the message is a sentence for the operator. */
public final class UserRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** Whom it is about. */
  public enum Reason {
    /** There is no such user. */
    UNKNOWN,
    /** There is one already, or the file cannot be written. */
    CONFLICT,
    /** The name or the password cannot be taken. */
    UNUSABLE
  }

  private final Reason reason;

  UserRefusal(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  UserRefusal(String message, Throwable cause) {
    super(message, cause);
    this.reason = Reason.CONFLICT;
  }

  public Reason reason() {
    return reason;
  }
}
