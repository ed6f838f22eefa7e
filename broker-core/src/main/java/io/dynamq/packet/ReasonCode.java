package io.dynamq.packet;

/** MQTT 5 reason codes [MQTT 5 section 2.4], with the MQTT 3 CONNACK return code of each. */
public enum ReasonCode {
  SUCCESS(0x00, 0),
  GRANTED_QOS_1(0x01, 0),
  GRANTED_QOS_2(0x02, 0),
  DISCONNECT_WITH_WILL(0x04, 0),
  NO_MATCHING_SUBSCRIBERS(0x10, 0),
  NO_SUBSCRIPTION_EXISTED(0x11, 0),
  CONTINUE_AUTHENTICATION(0x18, 0),
  REAUTHENTICATE(0x19, 0),
  UNSPECIFIED_ERROR(0x80, 3),
  MALFORMED_PACKET(0x81, 3),
  PROTOCOL_ERROR(0x82, 3),
  IMPLEMENTATION_SPECIFIC_ERROR(0x83, 3),
  UNSUPPORTED_PROTOCOL_VERSION(0x84, 1),
  CLIENT_IDENTIFIER_NOT_VALID(0x85, 2),
  BAD_USER_NAME_OR_PASSWORD(0x86, 4),
  NOT_AUTHORIZED(0x87, 5),
  SERVER_UNAVAILABLE(0x88, 3),
  SERVER_BUSY(0x89, 3),
  BANNED(0x8A, 5),
  SERVER_SHUTTING_DOWN(0x8B, 3),
  BAD_AUTHENTICATION_METHOD(0x8C, 4),
  KEEP_ALIVE_TIMEOUT(0x8D, 3),
  SESSION_TAKEN_OVER(0x8E, 3),
  TOPIC_FILTER_INVALID(0x8F, 3),
  TOPIC_NAME_INVALID(0x90, 3),
  PACKET_IDENTIFIER_IN_USE(0x91, 3),
  PACKET_IDENTIFIER_NOT_FOUND(0x92, 3),
  RECEIVE_MAXIMUM_EXCEEDED(0x93, 3),
  TOPIC_ALIAS_INVALID(0x94, 3),
  PACKET_TOO_LARGE(0x95, 3),
  MESSAGE_RATE_TOO_HIGH(0x96, 3),
  QUOTA_EXCEEDED(0x97, 3),
  ADMINISTRATIVE_ACTION(0x98, 3),
  PAYLOAD_FORMAT_INVALID(0x99, 3),
  RETAIN_NOT_SUPPORTED(0x9A, 3),
  QOS_NOT_SUPPORTED(0x9B, 3),
  USE_ANOTHER_SERVER(0x9C, 3),
  SERVER_MOVED(0x9D, 3),
  SHARED_SUBSCRIPTIONS_NOT_SUPPORTED(0x9E, 3),
  CONNECTION_RATE_EXCEEDED(0x9F, 3),
  MAXIMUM_CONNECT_TIME(0xA0, 3),
  SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED(0xA1, 3),
  WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED(0xA2, 3);

  private static final ReasonCode[] BY_VALUE = new ReasonCode[256];

  static {
    for (ReasonCode code : values()) {
      BY_VALUE[code.value] = code;
    }
  }

  private final int value;
  private final int connectReturnCode;

  ReasonCode(int value, int connectReturnCode) {
    this.value = value;
    this.connectReturnCode = connectReturnCode;
  }

  /** The code of a byte on the wire; null if MQTT 5 defines none. */
  public static ReasonCode of(int value) {
    return BY_VALUE[value & 0xFF];
  }

  /** The SUBACK code for a granted level. */
  public static ReasonCode granted(io.dynamq.message.Qos qos) {
    return of(qos.value());
  }

  /** 0 to 255. */
  public int value() {
    return value;
  }

  /** The return code of a MQTT 3.1 or 3.1.1 CONNACK, 0 to 5. */
  public int connectReturnCode() {
    return connectReturnCode;
  }

  public boolean isError() {
    return value >= 0x80;
  }

  /** Lower-case words for logs and administration, such as {@code not_authorized}. */
  public String words() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
