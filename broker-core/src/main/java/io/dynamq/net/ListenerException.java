package io.dynamq.net;

/** A listener cannot start; the message is one line for an operator. */
public final class ListenerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ListenerException(String message, Throwable cause) {
    super(message, cause);
  }
}
