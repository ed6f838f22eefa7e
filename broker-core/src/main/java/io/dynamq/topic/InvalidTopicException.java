package io.dynamq.topic;

/** A topic name or filter that breaks MQTT section 4.7; the message says which rule. */
public final class InvalidTopicException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public InvalidTopicException(String message) {
    super(message, null);
  }

  /** Client-controlled input must stay cheap to refuse, so no stack is walked. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
