package io.dynamq.codec;

import io.dynamq.codec.Property.Place;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Auth;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Notice;
import io.dynamq.packet.ReasonCode;
import java.util.EnumSet;
import java.util.Set;

/** The packets whose body is a reason code: the four acknowledgements, DISCONNECT and AUTH. */
final class AnswerReader {
  private static final Set<ReasonCode> RECEIPT =
      EnumSet.of(
          ReasonCode.SUCCESS,
          ReasonCode.NO_MATCHING_SUBSCRIBERS,
          ReasonCode.UNSPECIFIED_ERROR,
          ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
          ReasonCode.NOT_AUTHORIZED,
          ReasonCode.TOPIC_NAME_INVALID,
          ReasonCode.PACKET_IDENTIFIER_IN_USE,
          ReasonCode.QUOTA_EXCEEDED,
          ReasonCode.PAYLOAD_FORMAT_INVALID);
  private static final Set<ReasonCode> RELEASE =
      EnumSet.of(ReasonCode.SUCCESS, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
  private static final Set<ReasonCode> DISCONNECT =
      EnumSet.of(
          ReasonCode.SUCCESS,
          ReasonCode.DISCONNECT_WITH_WILL,
          ReasonCode.UNSPECIFIED_ERROR,
          ReasonCode.MALFORMED_PACKET,
          ReasonCode.PROTOCOL_ERROR,
          ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
          ReasonCode.TOPIC_NAME_INVALID,
          ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
          ReasonCode.TOPIC_ALIAS_INVALID,
          ReasonCode.PACKET_TOO_LARGE,
          ReasonCode.MESSAGE_RATE_TOO_HIGH,
          ReasonCode.QUOTA_EXCEEDED,
          ReasonCode.ADMINISTRATIVE_ACTION,
          ReasonCode.PAYLOAD_FORMAT_INVALID);
  private static final Set<ReasonCode> AUTH =
      EnumSet.of(ReasonCode.CONTINUE_AUTHENTICATION, ReasonCode.REAUTHENTICATE);

  private AnswerReader() {}

  /**
   * @param properties null for MQTT 3, whose acknowledgements are a packet identifier only
   */
  static Ack ack(Ack.Type type, WireReader in, PropertyBlock properties) {
    int packetId = in.packetId();
    if (properties == null || in.remaining() == 0) {
      return Ack.of(type, packetId);
    }
    boolean receipt = type == Ack.Type.PUBACK || type == Ack.Type.PUBREC;
    ReasonCode code =
        receipt
            ? code(in, RECEIPT, type == Ack.Type.PUBACK ? "MQTT-3.4.2-1" : "MQTT-3.5.2-1")
            : code(in, RELEASE, type == Ack.Type.PUBREL ? "MQTT-3.6.2-1" : "MQTT-3.7.2-1");
    Notice notice =
        in.remaining() == 0 ? Notice.NONE : properties.read(in, Place.ANSWER).notice();
    return new Ack(type, packetId, code, notice);
  }

  /**
   * @param properties null for MQTT 3, whose DISCONNECT has no body
   */
  static Disconnect disconnect(WireReader in, PropertyBlock properties) {
    if (properties == null || in.remaining() == 0) {
      return Disconnect.because(ReasonCode.SUCCESS, null);
    }
    ReasonCode code = code(in, DISCONNECT, "MQTT-3.14.2-1");
    if (in.remaining() == 0) {
      return Disconnect.because(code, null);
    }
    properties.read(in, Place.DISCONNECT);
    if (properties.has(Property.SERVER_REFERENCE)) {
      throw WireException.protocolError("", "a client's DISCONNECT has a server reference");
    }
    long expiry = properties.number(Property.SESSION_EXPIRY, -1);
    return new Disconnect(code, expiry, properties.notice(), null);
  }

  static Auth auth(WireReader in, PropertyBlock properties) {
    // The short form means success, which only a server may say.
    ReasonCode code = in.remaining() == 0 ? ReasonCode.SUCCESS : code(in, AUTH, "MQTT-3.15.2-1");
    if (in.remaining() == 0) {
      throw WireException.protocolError("", "AUTH has no authentication method");
    }
    properties.read(in, Place.AUTH);
    String method = properties.text(Property.AUTHENTICATION_METHOD);
    if (method == null) {
      throw WireException.protocolError("", "AUTH has no authentication method");
    }
    return new Auth(
        code, method, properties.bytes(Property.AUTHENTICATION_DATA), properties.notice());
  }

  private static ReasonCode code(WireReader in, Set<ReasonCode> allowed, String statement) {
    ReasonCode code = ReasonCode.of(in.u8());
    if (code == null || !allowed.contains(code)) {
      throw WireException.malformed(statement, "the reason code is not one of this packet");
    }
    return code;
  }
}
