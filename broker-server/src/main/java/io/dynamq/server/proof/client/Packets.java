package io.dynamq.server.proof.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;

/** The packets that the clients send, and what they ask of those that come. */
final class Packets {
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final int SESSION_SECONDS = 86_400;
  private static final int RECEIVE_MAXIMUM = 100;

  private static final int SHOWN_MAX = 20;

  private Packets() {}

  static MqttConnectMessage connect(String id, MqttVersion version, boolean clean) {
    MqttProperties properties = new MqttProperties();
    if (version == MqttVersion.MQTT_5) {
      properties.add(
          new MqttProperties.IntegerProperty(
              MqttProperties.SESSION_EXPIRY_INTERVAL, clean ? 0 : SESSION_SECONDS));
      properties.add(
          new MqttProperties.IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, RECEIVE_MAXIMUM));
    }
    return MqttMessageBuilders.connect()
        .protocolVersion(version)
        .clientId(id)
        .cleanSession(clean)
        .keepAlive(KEEP_ALIVE_SECONDS)
        .properties(properties)
        .build();
  }

  /** The session stays as CONNECT said. */
  static MqttMessage disconnect() {
    return new MqttMessage(header(MqttMessageType.DISCONNECT, MqttQoS.AT_MOST_ONCE));
  }

  static MqttPublishMessage publish(
      String topic, int id, MqttQoS qos, boolean dup, boolean retain, byte[] payload) {
    return new MqttPublishMessage(
        new MqttFixedHeader(MqttMessageType.PUBLISH, dup, qos, retain, 0),
        new MqttPublishVariableHeader(topic, id),
        Unpooled.wrappedBuffer(payload));
  }

  /** PUBACK, PUBREC, PUBREL or PUBCOMP. */
  static MqttMessage reply(MqttMessageType type, int id) {
    MqttQoS flags =
        type == MqttMessageType.PUBREL ? MqttQoS.AT_LEAST_ONCE : MqttQoS.AT_MOST_ONCE;
    return new MqttMessage(header(type, flags), MqttMessageIdVariableHeader.from(id));
  }

  static MqttMessage subscribe(int id, String filter, MqttQoS qos) {
    return MqttMessageBuilders.subscribe().messageId(id).addSubscription(qos, filter).build();
  }

  static MqttMessage unsubscribe(int id, String filter) {
    return MqttMessageBuilders.unsubscribe().messageId(id).addTopicFilter(filter).build();
  }

  /** The packet identifier of anything but PUBLISH. */
  static int id(MqttMessage packet) {
    return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
  }

  /** The reason code of any packet that may have one, as on the wire; 0 if it has none. */
  static int reason(MqttMessage packet) {
    Object header = packet.variableHeader();
    if (header instanceof MqttPubReplyMessageVariableHeader reply) {
      return reply.reasonCode() & 0xFF;
    }
    if (header instanceof MqttReasonCodeAndPropertiesVariableHeader other) {
      return other.reasonCode() & 0xFF;
    }
    return 0;
  }

  /** One line for a trace. */
  static String text(MqttMessage packet) {
    MqttFixedHeader fixed = packet.fixedHeader();
    StringBuilder text = new StringBuilder(fixed.messageType().toString());
    if (packet instanceof MqttPublishMessage publish) {
      ByteBuf payload = publish.payload();
      int shown = Math.min(payload.readableBytes(), SHOWN_MAX);
      text.append(" id ").append(publish.variableHeader().packetId());
      text.append(" qos ").append(fixed.qosLevel().value());
      text.append(fixed.isDup() ? " dup" : "").append(fixed.isRetain() ? " retain" : "");
      text.append(' ').append(publish.variableHeader().topicName()).append(": ");
      text.append(payload.toString(payload.readerIndex(), shown, StandardCharsets.US_ASCII));
    } else if (packet.variableHeader() instanceof MqttMessageIdVariableHeader header) {
      text.append(" id ").append(header.messageId()).append(" reason ").append(reason(packet));
    } else if (packet instanceof MqttConnAckMessage connAck) {
      text.append(" present ").append(connAck.variableHeader().isSessionPresent());
      text.append(' ').append(connAck.variableHeader().connectReturnCode());
    }
    return text.toString();
  }

  private static MqttFixedHeader header(MqttMessageType type, MqttQoS qos) {
    return new MqttFixedHeader(type, false, qos, false, 0);
  }
}
