package io.dynamq.message;

/**
 * An argument of a log line that is also a field where the log is JSON. As text it is safe to print
 * and bounded, whoever chose it.
 *
 * @param name EMQX's: {@code clientid}, {@code peername}, {@code topic}
 */
public record LogField(String name, String value) {

  public static LogField client(String clientId) {
    return new LogField("clientid", clientId);
  }

  public static LogField client(ClientId clientId) {
    return client(clientId.value());
  }

  /** Address and port. */
  public static LogField peer(Object address) {
    return new LogField("peername", String.valueOf(address));
  }

  /** A topic name or filter. */
  public static LogField topic(String topic) {
    return new LogField("topic", topic);
  }

  @Override
  public String toString() {
    return Texts.visible(value);
  }
}
