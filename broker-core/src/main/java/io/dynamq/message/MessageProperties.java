package io.dynamq.message;

import java.util.List;

/**
 * The MQTT 5 properties that travel with a message from publisher to subscriber unaltered.
 *
 * @param payloadIsUtf8 payload format indicator is 1
 * @param contentType null if absent
 * @param responseTopic null if absent
 * @param correlationData null if absent; never modified after construction
 * @param userProperties in the order of the publisher, possibly empty
 */
public record MessageProperties(
    boolean payloadIsUtf8,
    String contentType,
    String responseTopic,
    byte[] correlationData,
    List<UserProperty> userProperties) {

  /** No property at all: what MQTT 3 publishers send. */
  public static final MessageProperties NONE =
      new MessageProperties(false, null, null, null, List.of());

  public MessageProperties {
    userProperties = List.copyOf(userProperties);
  }

  /** Characters and bytes of all values. */
  public int size() {
    int size = length(contentType) + length(responseTopic);
    size += correlationData == null ? 0 : correlationData.length;
    for (UserProperty property : userProperties) {
      size += property.name().length() + property.value().length();
    }
    return size;
  }

  private static int length(String text) {
    return text == null ? 0 : text.length();
  }

  /** True if nothing would be written on the wire. */
  public boolean isEmpty() {
    return !payloadIsUtf8
        && contentType == null
        && responseTopic == null
        && correlationData == null
        && userProperties.isEmpty();
  }
}
