package io.dynamq.dynamo.backend;

import io.dynamq.message.Message;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.UserProperty;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The extra attribute that carries a message's MQTT 5 properties: a map that {@code aws dynamodb}
 * prints readably. Absent for messages without any, so that they look exactly as EMQX's.
 */
final class MessageProps {
  private static final String UTF8 = "payload_format_indicator";
  private static final String EXPIRES_AT = "expires_at_ms";
  private static final String CONTENT_TYPE = "content_type";
  private static final String RESPONSE_TOPIC = "response_topic";
  private static final String CORRELATION = "correlation_data";
  private static final String USER = "user_properties";

  private MessageProps() {}

  /** The map, empty if there is nothing to keep. */
  static Map<String, AttributeValue> write(Message message) {
    Map<String, AttributeValue> map = new HashMap<>();
    MessageProperties properties = message.properties();
    if (message.expiresAtMillis() != Message.NEVER) {
      map.put(EXPIRES_AT, Attributes.number(message.expiresAtMillis()));
    }
    if (properties.payloadIsUtf8()) {
      map.put(UTF8, Attributes.number(1));
    }
    putText(map, CONTENT_TYPE, properties.contentType());
    putText(map, RESPONSE_TOPIC, properties.responseTopic());
    if (properties.correlationData() != null) {
      map.put(
          CORRELATION,
          AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(properties.correlationData())));
    }
    if (!properties.userProperties().isEmpty()) {
      map.put(USER, AttributeValue.fromL(pairs(properties.userProperties())));
    }
    return map;
  }

  private static void putText(Map<String, AttributeValue> map, String name, String value) {
    if (value != null) {
      map.put(name, AttributeValue.fromS(value));
    }
  }

  private static List<AttributeValue> pairs(List<UserProperty> properties) {
    List<AttributeValue> pairs = new ArrayList<>(properties.size());
    for (UserProperty property : properties) {
      pairs.add(
          AttributeValue.fromL(
              List.of(
                  AttributeValue.fromS(property.name()), AttributeValue.fromS(property.value()))));
    }
    return pairs;
  }

  /** The properties without the expiry, which belongs to the message. */
  static MessageProperties read(Map<String, AttributeValue> map) {
    if (map.isEmpty()) {
      return MessageProperties.NONE;
    }
    AttributeValue correlation = map.get(CORRELATION);
    return new MessageProperties(
        Attributes.number(map, UTF8, 0) == 1,
        Attributes.text(map, CONTENT_TYPE),
        Attributes.text(map, RESPONSE_TOPIC),
        correlation == null ? null : Attributes.bytes(correlation),
        users(map.get(USER)));
  }

  private static List<UserProperty> users(AttributeValue list) {
    List<UserProperty> users = new ArrayList<>();
    if (list != null && list.hasL()) {
      for (AttributeValue pair : list.l()) {
        if (pair.hasL() && pair.l().size() == 2) {
          users.add(
              new UserProperty(
                  Attributes.text(pair.l().get(0), ""), Attributes.text(pair.l().get(1), "")));
        }
      }
    }
    return users;
  }

  static long expiresAtMillis(Map<String, AttributeValue> map) {
    return Attributes.number(map, EXPIRES_AT, Message.NEVER);
  }

  /** Bytes that the map takes in an item, overstated a little. */
  static int bytes(Message message) {
    MessageProperties properties = message.properties();
    int bytes = properties.isEmpty() && message.expiresAtMillis() == Message.NEVER ? 0 : 128;
    bytes += length(properties.contentType()) + length(properties.responseTopic());
    bytes += properties.correlationData() == null ? 0 : properties.correlationData().length;
    for (UserProperty user : properties.userProperties()) {
      bytes += length(user.name()) + length(user.value()) + 8;
    }
    return bytes;
  }

  private static int length(String text) {
    return text == null ? 0 : Attributes.utf8Length(text);
  }
}
