package io.dynamq.net.tls;

/** A file of a listener cannot be used; the message completes "key: …" for an operator. */
public final class TlsFileException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String key;

  TlsFileException(String key, String message, Throwable cause) {
    super(message, cause);
    this.key = key;
  }

  /** The end of the setting's key that names the file, such as {@code certfile}. */
  public String key() {
    return key;
  }
}
