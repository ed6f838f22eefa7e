package io.dynamq.codec;

import io.dynamq.codec.Property.Place;
import io.dynamq.message.Qos;
import io.dynamq.packet.Connect;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import io.dynamq.packet.Will;
import io.dynamq.topic.TopicName;

/** CONNECT [MQTT section 3.1]. */
final class ConnectReader {
  private static final int RESERVED = 0x01;
  private static final int CLEAN_START = 0x02;
  private static final int WILL = 0x04;
  private static final int WILL_RETAIN = 0x20;
  private static final int PASSWORD = 0x40;
  private static final int USER_NAME = 0x80;

  /** What stands for a level that exists, but not under the protocol name it came with. */
  private static final int NO_SUCH_VERSION = 0;

  private ConnectReader() {}

  static boolean isSupported(int version) {
    return version >= 3 && version <= 5;
  }

  /**
   * @param properties filled twice if there is a will
   */
  static Connect read(WireReader in, PropertyBlock properties) {
    int version = version(in);
    if (!isSupported(version)) {
      in.skipRest();
      return new Connect(version, "", true, 0, null, null, null, Connect.Options.MQTT3);
    }
    int flags = in.u8();
    checkFlags(flags, version);
    int keepAlive = in.u16();
    Connect.Options options =
        version == 5 ? options(properties.read(in, Place.CONNECT)) : Connect.Options.MQTT3;
    String clientId = in.text();
    if (version == 3 && clientId.isEmpty()) {
      throw WireException.of(
          new Rejected(
              ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "", "MQTT 3.1 needs a client identifier"));
    }
    Will will = (flags & WILL) == 0 ? null : will(flags, in, version == 5 ? properties : null);
    String username = present(flags, USER_NAME, in, version) ? in.text() : null;
    byte[] password = present(flags, PASSWORD, in, version) ? in.binary() : null;
    boolean clean = (flags & CLEAN_START) != 0;
    return new Connect(version, clientId, clean, keepAlive, username, password, will, options);
  }

  private static int version(WireReader in) {
    String name = in.text();
    boolean old = name.equals("MQIsdp");
    if (!old && !name.equals("MQTT")) {
      throw WireException.of(
          new Rejected(
              ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
              "MQTT-3.1.2-1",
              "the protocol name is neither MQTT nor MQIsdp"));
    }
    int level = in.u8();
    return isSupported(level) && old != (level == 3) ? NO_SUCH_VERSION : level;
  }

  private static void checkFlags(int flags, int version) {
    if ((flags & RESERVED) != 0) {
      throw WireException.malformed("MQTT-3.1.2-3", "the reserved CONNECT flag is set");
    }
    int willQos = flags >> 3 & 3;
    if (willQos == 3) {
      throw WireException.malformed("MQTT-3.1.2-12", "the will asks for QoS 3");
    }
    if ((flags & WILL) == 0 && willQos != 0) {
      throw WireException.malformed("MQTT-3.1.2-11", "there is a will QoS but no will");
    }
    if ((flags & WILL) == 0 && (flags & WILL_RETAIN) != 0) {
      throw WireException.malformed("MQTT-3.1.2-13", "will retain is set but there is no will");
    }
    // The id is MQTT 3.1.1's; MQTT 5 allows a password alone.
    if (version < 5 && (flags & PASSWORD) != 0 && (flags & USER_NAME) == 0) {
      throw WireException.malformed("MQTT-3.1.2-22", "there is a password but no user name");
    }
  }

  private static boolean present(int flags, int flag, WireReader in, int version) {
    // MQTT 3.1 lets the remaining length take precedence over the flag.
    return (flags & flag) != 0 && (version > 3 || in.remaining() > 0);
  }

  private static Will will(int flags, WireReader in, PropertyBlock properties) {
    PropertyBlock block =
        properties == null ? PropertyBlock.EMPTY : properties.read(in, Place.WILL);
    String topic = in.text();
    if (topic.isEmpty()) {
      throw WireException.malformed("MQTT-4.7.3-1", "the will topic is empty");
    }
    TopicName name = TopicMemo.topicName(topic);
    byte[] payload = in.binary();
    return new Will(
        name,
        Qos.of(flags >> 3 & 3),
        (flags & WILL_RETAIN) != 0,
        payload,
        PublishReader.messageProperties(block),
        block.number(Property.WILL_DELAY, 0),
        block.number(Property.MESSAGE_EXPIRY, -1));
  }

  private static Connect.Options options(PropertyBlock block) {
    String method = block.text(Property.AUTHENTICATION_METHOD);
    byte[] data = block.bytes(Property.AUTHENTICATION_DATA);
    if (data != null && method == null) {
      throw WireException.protocolError("", "there is authentication data but no method");
    }
    return new Connect.Options(
        block.number(Property.SESSION_EXPIRY, 0),
        (int) block.number(Property.RECEIVE_MAXIMUM, 65_535),
        block.number(Property.MAXIMUM_PACKET_SIZE, -1),
        (int) block.number(Property.TOPIC_ALIAS_MAXIMUM, 0),
        block.flag(Property.REQUEST_RESPONSE_INFORMATION, false),
        block.flag(Property.REQUEST_PROBLEM_INFORMATION, true),
        block.userProperties(),
        method,
        data);
  }
}
