package io.dynamq.codec;

import io.dynamq.codec.Property.Place;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import io.dynamq.topic.TopicName;

/** PUBLISH from a client [MQTT section 3.3]. */
final class PublishReader {
  private final TopicMemo topics = new TopicMemo();

  /**
   * Checks DUP and QoS of the fixed header, which needs no body.
   *
   * @throws WireException if they contradict
   */
  static void checkFlags(int flags) {
    int qos = flags >> 1 & 3;
    if (qos == 3) {
      throw WireException.malformed("MQTT-3.3.1-4", "PUBLISH asks for QoS 3");
    }
    if (qos == 0 && (flags & 8) != 0) {
      throw WireException.malformed("MQTT-3.3.1-2", "DUP is set on a QoS 0 PUBLISH");
    }
  }

  /**
   * @param properties null for MQTT 3, which has none
   */
  Publish read(int flags, WireReader in, PropertyBlock properties) {
    Qos qos = Qos.of(flags >> 1 & 3);
    TopicName topic = topics.read(in);
    int packetId = qos.isAcknowledged() ? in.packetId() : 0;
    PropertyBlock block =
        properties == null ? PropertyBlock.EMPTY : properties.read(in, Place.PUBLISH);
    int alias = alias(block);
    if (topic == null && alias == 0) {
      throw properties == null
          ? WireException.malformed("MQTT-4.7.3-1", "the topic name is empty")
          : WireException.protocolError("", "the topic name is empty and there is no alias");
    }
    return new Publish(
        (flags & 8) != 0,
        qos,
        (flags & 1) != 0,
        topic,
        packetId,
        alias,
        block.number(Property.MESSAGE_EXPIRY, -1),
        messageProperties(block),
        in.rest());
  }

  private static int alias(PropertyBlock block) {
    if (block.has(Property.SUBSCRIPTION_IDENTIFIER)) {
      throw WireException.protocolError(
          "MQTT-3.3.4-6", "a client's PUBLISH has a subscription identifier");
    }
    int alias = (int) block.number(Property.TOPIC_ALIAS, -1);
    if (alias == 0) {
      throw WireException.of(
          new Rejected(ReasonCode.TOPIC_ALIAS_INVALID, "MQTT-3.3.2-8", "the topic alias is 0"));
    }
    return Math.max(alias, 0);
  }

  /** The properties that travel with a message; also those of a will. */
  static MessageProperties messageProperties(PropertyBlock block) {
    if (block.isEmpty()) {
      return MessageProperties.NONE;
    }
    String responseTopic = block.text(Property.RESPONSE_TOPIC);
    if (responseTopic != null && !isTopicName(responseTopic)) {
      throw WireException.protocolError("MQTT-3.3.2-14", "the response topic is no topic name");
    }
    MessageProperties properties =
        new MessageProperties(
            block.flag(Property.PAYLOAD_FORMAT, false),
            block.text(Property.CONTENT_TYPE),
            responseTopic,
            block.bytes(Property.CORRELATION_DATA),
            block.userProperties());
    return properties.isEmpty() ? MessageProperties.NONE : properties;
  }

  private static boolean isTopicName(String text) {
    return !text.isEmpty() && text.indexOf('+') < 0 && text.indexOf('#') < 0;
  }
}
