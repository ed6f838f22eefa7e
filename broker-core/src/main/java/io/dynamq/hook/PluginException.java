package io.dynamq.hook;

/** A plug-in that cannot start; the message names cause and cure. */
public final class PluginException extends Exception {
  private static final long serialVersionUID = 1L;

  public PluginException(String message, Throwable cause) {
    super(message, cause);
  }
}
