package io.dynamq.server.ctl;

import java.io.IOException;

/** A command was not understood; the message is one line for the operator. */
public final class MisuseException extends IOException {
  private static final long serialVersionUID = 1L;

  public MisuseException(String message) {
    super(message);
  }
}
