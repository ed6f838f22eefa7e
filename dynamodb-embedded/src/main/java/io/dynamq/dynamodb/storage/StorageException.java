package io.dynamq.dynamodb.storage;

/** The store can't be opened, read or written; the message is one line for an operator. */
public final class StorageException extends RuntimeException {

  /** A fault with its cause; the cause may be null. */
  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }
}
