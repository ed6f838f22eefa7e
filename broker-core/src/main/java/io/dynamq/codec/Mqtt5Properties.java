package io.dynamq.codec;

import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.UserProperty;
import io.dynamq.packet.Auth;
import io.dynamq.packet.ConnAckProperties;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Notice;
import java.util.List;

/** Which properties a server's packets carry; absent ones and defaults are not written. */
final class Mqtt5Properties {
  private Mqtt5Properties() {}

  static void notice(Notice notice, WireSink out) {
    text(Property.REASON_STRING, notice.reasonString(), out);
    user(notice.userProperties(), out);
  }

  static void publish(Delivery delivery, WireSink out) {
    if (delivery.topicAlias() > 0) {
      out.u8(Property.TOPIC_ALIAS.id());
      out.u16(delivery.topicAlias());
    }
    u32(Property.MESSAGE_EXPIRY, delivery.expirySeconds(), out);
    for (int identifier : delivery.subscriptionIdentifiers()) {
      out.u8(Property.SUBSCRIPTION_IDENTIFIER.id());
      out.varint(identifier);
    }
    MessageProperties message = delivery.message().properties();
    if (message.payloadIsUtf8()) {
      out.u8(Property.PAYLOAD_FORMAT.id());
      out.u8(1);
    }
    text(Property.CONTENT_TYPE, message.contentType(), out);
    text(Property.RESPONSE_TOPIC, message.responseTopic(), out);
    binary(Property.CORRELATION_DATA, message.correlationData(), out);
    user(message.userProperties(), out);
  }

  static void connAck(ConnAckProperties properties, WireSink out) {
    u32(Property.SESSION_EXPIRY, properties.sessionExpirySeconds(), out);
    if (properties.receiveMaximum() > 0 && properties.receiveMaximum() < 65_535) {
      out.u8(Property.RECEIVE_MAXIMUM.id());
      out.u16(properties.receiveMaximum());
    }
    if (properties.maximumQos() != null && properties.maximumQos() != Qos.EXACTLY_ONCE) {
      out.u8(Property.MAXIMUM_QOS.id());
      out.u8(properties.maximumQos().value());
    }
    unlessAvailable(Property.RETAIN_AVAILABLE, properties.retainAvailable(), out);
    u32(Property.MAXIMUM_PACKET_SIZE, properties.maximumPacketSize(), out);
    text(Property.ASSIGNED_CLIENT_ID, properties.assignedClientId(), out);
    if (properties.topicAliasMaximum() > 0) {
      out.u8(Property.TOPIC_ALIAS_MAXIMUM.id());
      out.u16(properties.topicAliasMaximum());
    }
    unlessAvailable(Property.WILDCARD_AVAILABLE, properties.wildcardAvailable(), out);
    unlessAvailable(Property.SHARED_AVAILABLE, properties.sharedAvailable(), out);
    if (properties.serverKeepAliveSeconds() >= 0) {
      out.u8(Property.SERVER_KEEP_ALIVE.id());
      out.u16(properties.serverKeepAliveSeconds());
    }
    text(Property.RESPONSE_INFORMATION, properties.responseInformation(), out);
    text(Property.SERVER_REFERENCE, properties.serverReference(), out);
    text(Property.AUTHENTICATION_METHOD, properties.authenticationMethod(), out);
    binary(Property.AUTHENTICATION_DATA, properties.authenticationData(), out);
  }

  /** A server never sends a session expiry interval [MQTT-3.14.2-2]. */
  static void disconnect(Disconnect disconnect, WireSink out) {
    text(Property.SERVER_REFERENCE, disconnect.serverReference(), out);
  }

  static void auth(Auth auth, WireSink out) {
    text(Property.AUTHENTICATION_METHOD, auth.method(), out);
    binary(Property.AUTHENTICATION_DATA, auth.data(), out);
  }

  private static void unlessAvailable(Property property, boolean available, WireSink out) {
    if (!available) {
      out.u8(property.id());
      out.u8(0);
    }
  }

  private static void u32(Property property, long value, WireSink out) {
    if (value >= 0) {
      out.u8(property.id());
      out.u32(value);
    }
  }

  private static void text(Property property, String value, WireSink out) {
    if (value != null) {
      out.u8(property.id());
      out.text(value);
    }
  }

  private static void binary(Property property, byte[] value, WireSink out) {
    if (value != null) {
      out.u8(property.id());
      out.binary(value);
    }
  }

  /** In their order [MQTT-3.3.2-18]. */
  private static void user(List<UserProperty> properties, WireSink out) {
    for (int i = 0; i < properties.size(); i++) {
      UserProperty property = properties.get(i);
      out.u8(Property.USER_PROPERTY.id());
      out.text(property.name());
      out.text(property.value());
    }
  }
}
