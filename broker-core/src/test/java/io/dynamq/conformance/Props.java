package io.dynamq.conformance;

/** A block of MQTT 5 properties in the order given, sensible or not. */
public final class Props extends Bytes {
  public static final int PAYLOAD_FORMAT = 1;
  public static final int MESSAGE_EXPIRY = 2;
  public static final int CONTENT_TYPE = 3;
  public static final int RESPONSE_TOPIC = 8;
  public static final int CORRELATION_DATA = 9;
  public static final int SUBSCRIPTION_IDENTIFIER = 11;
  public static final int SESSION_EXPIRY = 17;
  public static final int ASSIGNED_CLIENT_ID = 18;
  public static final int SERVER_KEEP_ALIVE = 19;
  public static final int AUTHENTICATION_METHOD = 21;
  public static final int AUTHENTICATION_DATA = 22;
  public static final int REQUEST_PROBLEM_INFORMATION = 23;
  public static final int WILL_DELAY = 24;
  public static final int REQUEST_RESPONSE_INFORMATION = 25;
  public static final int RESPONSE_INFORMATION = 26;
  public static final int SERVER_REFERENCE = 28;
  public static final int REASON_STRING = 31;
  public static final int RECEIVE_MAXIMUM = 33;
  public static final int TOPIC_ALIAS_MAXIMUM = 34;
  public static final int TOPIC_ALIAS = 35;
  public static final int MAXIMUM_QOS = 36;
  public static final int RETAIN_AVAILABLE = 37;
  public static final int USER_PROPERTY = 38;
  public static final int MAXIMUM_PACKET_SIZE = 39;
  public static final int WILDCARD_AVAILABLE = 40;
  public static final int SUBSCRIPTION_IDENTIFIER_AVAILABLE = 41;
  public static final int SHARED_AVAILABLE = 42;

  public static Props none() {
    return new Props();
  }

  public Props number8(int property, int value) {
    u8(property).u8(value);
    return this;
  }

  public Props number16(int property, int value) {
    u8(property).u16(value);
    return this;
  }

  public Props number32(int property, long value) {
    u8(property).u32(value);
    return this;
  }

  public Props string(int property, String value) {
    u8(property).text(value);
    return this;
  }

  public Props data(int property, byte[] value) {
    u8(property).binary(value);
    return this;
  }

  public Props user(String name, String value) {
    u8(USER_PROPERTY).text(name).text(value);
    return this;
  }

  public Props sessionExpiry(long seconds) {
    return number32(SESSION_EXPIRY, seconds);
  }

  public Props receiveMaximum(int packets) {
    return number16(RECEIVE_MAXIMUM, packets);
  }

  public Props maximumPacketSize(long bytes) {
    return number32(MAXIMUM_PACKET_SIZE, bytes);
  }

  public Props topicAlias(int alias) {
    return number16(TOPIC_ALIAS, alias);
  }

  public Props messageExpiry(long seconds) {
    return number32(MESSAGE_EXPIRY, seconds);
  }

  public Props willDelay(long seconds) {
    return number32(WILL_DELAY, seconds);
  }

  public Props subscriptionIdentifier(int identifier) {
    u8(SUBSCRIPTION_IDENTIFIER).varint(identifier);
    return this;
  }

  /** The block behind its length. */
  Bytes block() {
    byte[] bytes = toArray();
    return new Bytes().varint(bytes.length).raw(bytes);
  }
}
