package io.dynamq.store;

import java.util.concurrent.CompletionException;

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

  /** Whether a fault, possibly wrapped by a future, says that the lease is void. */
  public static boolean isFenced(Throwable fault) {
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    return cause instanceof StorageException storage && storage.kind == Kind.FENCED;
  }

  public Kind kind() {
    return kind;
  }
}
