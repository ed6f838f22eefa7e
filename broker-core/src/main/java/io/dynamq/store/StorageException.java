package io.dynamq.store;

/** The store's or the world's fault, by kind, because each kind has its own answer. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the caller must do differently. */
  public enum Kind {
    /** Another owner has claimed the session: disconnect the client, write nothing more. */
    FENCED,
    /** The bound of unflushed state is reached or the store throttles: slow the publisher. */
    THROTTLED,
    /** The store cannot be reached or refuses this node. */
    UNAVAILABLE,
    /** The store holds something that this version cannot read, or refuses what it is given. */
    CORRUPT
  }

  private final Kind kind;

  public StorageException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public StorageException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
