package io.dynamq.conformance;

import java.nio.charset.StandardCharsets;

/** A CONNECT of any version, right unless told otherwise: clean, no keep alive, no will. */
public final class ConnectPacket {
  private static final int CLEAN = 0x02;
  private static final int WILL = 0x04;
  private static final int WILL_RETAIN = 0x20;
  private static final int PASSWORD = 0x40;
  private static final int USER_NAME = 0x80;

  private final int version;
  private String protocolName;
  private int level;
  private int flags = CLEAN;
  private int keepAliveSeconds;
  private Props properties = Props.none();
  private final Bytes clientId = new Bytes();
  private final Bytes will = new Bytes();
  private final Bytes credentials = new Bytes();

  private ConnectPacket(int version) {
    this.version = version;
    this.level = version;
    this.protocolName = version == 3 ? "MQIsdp" : "MQTT";
  }

  /** Of MQTT 3.1, 3.1.1 or 5.0. */
  public static ConnectPacket of(int version, String clientId) {
    ConnectPacket packet = new ConnectPacket(version);
    packet.clientId.text(clientId);
    return packet;
  }

  /** With a client identifier that may be no text at all. */
  public static ConnectPacket of(int version, byte[] clientId) {
    ConnectPacket packet = new ConnectPacket(version);
    packet.clientId.binary(clientId);
    return packet;
  }

  public static ConnectPacket v5(String clientId) {
    return of(5, clientId);
  }

  public ConnectPacket protocol(String name, int protocolLevel) {
    protocolName = name;
    level = protocolLevel;
    return this;
  }

  /** Clean start, or clean session of MQTT 3. */
  public ConnectPacket clean(boolean clean) {
    flags = clean ? flags | CLEAN : flags & ~CLEAN;
    return this;
  }

  /** MQTT 5: without clean start, the session lasting so long; MQTT 3: without clean session. */
  public ConnectPacket persistent(long seconds) {
    if (version == 5) {
      properties.sessionExpiry(seconds);
    }
    return clean(false);
  }

  public ConnectPacket keepAlive(int seconds) {
    keepAliveSeconds = seconds;
    return this;
  }

  /** Replaces the properties; MQTT 5 only. */
  public ConnectPacket with(Props block) {
    properties = block;
    return this;
  }

  public ConnectPacket will(String topic, String payload, int qos, boolean retain) {
    return will(Props.none(), topic.getBytes(StandardCharsets.UTF_8), payload, qos, retain);
  }

  public ConnectPacket will(Props block, String topic, String payload, int qos, boolean retain) {
    return will(block, topic.getBytes(StandardCharsets.UTF_8), payload, qos, retain);
  }

  /** With a topic that may be no text at all. */
  public ConnectPacket will(Props block, byte[] topic, String payload, int qos, boolean retain) {
    flags |= WILL | qos << 3 | (retain ? WILL_RETAIN : 0);
    if (version == 5) {
      will.add(block.block());
    }
    will.binary(topic).text(payload);
    return this;
  }

  public ConnectPacket username(String name) {
    return username(name.getBytes(StandardCharsets.UTF_8));
  }

  public ConnectPacket username(byte[] name) {
    flags |= USER_NAME;
    credentials.binary(name);
    return this;
  }

  /** Behind the user name, if there is one. */
  public ConnectPacket password(String secret) {
    flags |= PASSWORD;
    credentials.text(secret);
    return this;
  }

  /** Sets and clears flags, whatever the payload has. */
  public ConnectPacket flags(int set, int clear) {
    flags = flags & ~clear | set;
    return this;
  }

  /** The variable header, without the payload. */
  public Bytes header() {
    Bytes header = new Bytes().text(protocolName).u8(level).u8(flags).u16(keepAliveSeconds);
    return version == 5 ? header.add(properties.block()) : header;
  }

  public byte[] bytes() {
    return header().add(clientId).add(will).add(credentials).packet(0x10);
  }
}
