package io.dynamq.server.ctl;

import java.io.IOException;

/** No broker answers where it was expected. */
final class NotRespondingException extends IOException {
  private static final long serialVersionUID = 1L;

  NotRespondingException(String message, Throwable cause) {
    super(message, cause);
  }
}
