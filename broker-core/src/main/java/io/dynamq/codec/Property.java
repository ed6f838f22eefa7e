package io.dynamq.codec;

/** The MQTT 5 properties: number, type of value, and the packets that may carry each [2.2.2.2]. */
enum Property {
  PAYLOAD_FORMAT(1, Type.FLAG, Place.PUBLISH | Place.WILL),
  MESSAGE_EXPIRY(2, Type.U32, Place.PUBLISH | Place.WILL),
  CONTENT_TYPE(3, Type.TEXT, Place.PUBLISH | Place.WILL),
  RESPONSE_TOPIC(8, Type.TEXT, Place.PUBLISH | Place.WILL),
  CORRELATION_DATA(9, Type.BINARY, Place.PUBLISH | Place.WILL),
  SUBSCRIPTION_IDENTIFIER(11, Type.VARINT_NOT_ZERO, Place.PUBLISH | Place.SUBSCRIBE),
  SESSION_EXPIRY(17, Type.U32, Place.CONNECT | Place.CONNACK | Place.DISCONNECT),
  ASSIGNED_CLIENT_ID(18, Type.TEXT, Place.CONNACK),
  SERVER_KEEP_ALIVE(19, Type.U16, Place.CONNACK),
  AUTHENTICATION_METHOD(21, Type.TEXT, Place.CONNECT | Place.CONNACK | Place.AUTH),
  AUTHENTICATION_DATA(22, Type.BINARY, Place.CONNECT | Place.CONNACK | Place.AUTH),
  REQUEST_PROBLEM_INFORMATION(23, Type.FLAG, Place.CONNECT),
  WILL_DELAY(24, Type.U32, Place.WILL),
  REQUEST_RESPONSE_INFORMATION(25, Type.FLAG, Place.CONNECT),
  RESPONSE_INFORMATION(26, Type.TEXT, Place.CONNACK),
  SERVER_REFERENCE(28, Type.TEXT, Place.CONNACK | Place.DISCONNECT),
  REASON_STRING(31, Type.TEXT, Place.ANSWER | Place.CONNACK | Place.DISCONNECT | Place.AUTH),
  RECEIVE_MAXIMUM(33, Type.U16_NOT_ZERO, Place.CONNECT | Place.CONNACK),
  TOPIC_ALIAS_MAXIMUM(34, Type.U16, Place.CONNECT | Place.CONNACK),
  TOPIC_ALIAS(35, Type.U16, Place.PUBLISH),
  MAXIMUM_QOS(36, Type.FLAG, Place.CONNACK),
  RETAIN_AVAILABLE(37, Type.FLAG, Place.CONNACK),
  USER_PROPERTY(38, Type.PAIR, Place.ANY),
  MAXIMUM_PACKET_SIZE(39, Type.U32_NOT_ZERO, Place.CONNECT | Place.CONNACK),
  WILDCARD_AVAILABLE(40, Type.FLAG, Place.CONNACK),
  SUBSCRIPTION_IDENTIFIER_AVAILABLE(41, Type.FLAG, Place.CONNACK),
  SHARED_AVAILABLE(42, Type.FLAG, Place.CONNACK);

  /** How a value is written. */
  enum Type {
    FLAG,
    U16,
    U16_NOT_ZERO,
    U32,
    U32_NOT_ZERO,
    VARINT_NOT_ZERO,
    TEXT,
    BINARY,
    PAIR
  }

  /** Where a property block stands; bits, so that a property can name several. */
  static final class Place {
    static final int CONNECT = 1;
    static final int WILL = 2;
    static final int CONNACK = 4;
    static final int PUBLISH = 8;

    /** PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK. */
    static final int ANSWER = 16;

    static final int SUBSCRIBE = 32;
    static final int UNSUBSCRIBE = 64;
    static final int DISCONNECT = 128;
    static final int AUTH = 256;
    static final int ANY = -1;

    private Place() {}
  }

  private static final Property[] BY_ID = new Property[43];

  static {
    for (Property property : values()) {
      BY_ID[property.id] = property;
    }
  }

  private final int id;
  private final Type type;
  private final int places;

  Property(int id, Type type, int places) {
    this.id = id;
    this.type = type;
    this.places = places;
  }

  /** Null if MQTT 5 defines none of this number. */
  static Property of(int id) {
    return id < BY_ID.length ? BY_ID[id] : null;
  }

  int id() {
    return id;
  }

  Type type() {
    return type;
  }

  boolean allowedIn(int place) {
    return (places & place) != 0;
  }
}
