package io.dynamq.conformance;

import io.dynamq.testkit.RawClient;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client of one version over a real socket that answers nothing by itself. Blocking, for one
 * thread; every wait ends with an {@link AssertionError}, see {@link RawClient}.
 */
public final class MqttClient implements AutoCloseable {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final RawClient raw;
  private final int version;
  private int lastId;

  MqttClient(RawClient raw, int version) {
    this.raw = raw;
    this.version = version;
  }

  /** A client identifier or topic that no other test has. */
  public static String unique(String prefix) {
    return prefix + NAMES.incrementAndGet();
  }

  /** For bytes, closes and resets. */
  public RawClient raw() {
    return raw;
  }

  // ---- to the broker

  public MqttClient send(byte[] packet) {
    raw.send(packet);
    return this;
  }

  /** Sends CONNECT and reads CONNACK. */
  public Received connect(ConnectPacket packet) {
    send(packet.bytes());
    return expect(Received.CONNACK);
  }

  /** Sends a PUBLISH. */
  public MqttClient publish(PublishPacket packet) {
    return send(packet.bytes(version));
  }

  /** Publishes with the next identifier and reads PUBACK, or PUBREC, PUBCOMP. */
  public MqttClient publish(String topic, String payload, int qos) {
    return complete(PublishPacket.to(topic).payload(payload), qos);
  }

  /** The same with RETAIN. */
  public MqttClient retain(String topic, String payload, int qos) {
    return complete(PublishPacket.to(topic).payload(payload).retain(), qos);
  }

  private MqttClient complete(PublishPacket packet, int qos) {
    if (qos == 0) {
      // The broker takes packets in order: what it answers now was behind the PUBLISH.
      return publish(packet).ping();
    }
    int id = nextId();
    publish(packet.qos(qos, id));
    if (qos == 1) {
      expect(Received.PUBACK, id);
    } else {
      expect(Received.PUBREC, id);
      pubrel(id).expect(Received.PUBCOMP, id);
    }
    return this;
  }

  /** Subscribes and checks that the QoS of the options is granted. */
  public MqttClient subscribe(String filter, int options) {
    return subscribe(Props.none(), filter, options);
  }

  /** The same with properties; MQTT 5 only. */
  public MqttClient subscribe(Props properties, String filter, int options) {
    int id = nextId();
    send(subscription(id, properties, new Bytes().text(filter).u8(options)));
    Received answer = expect(Received.SUBACK, id);
    if (answer.code() != (options & 3)) {
      throw new AssertionError("not granted: " + answer);
    }
    return this;
  }

  /**
   * A SUBSCRIBE.
   *
   * @param payload filters, each with its options
   */
  public byte[] subscription(int id, Props properties, Bytes payload) {
    Bytes body = new Bytes().u16(id);
    return (version == 5 ? body.add(properties.block()) : body).add(payload).packet(0x82);
  }

  /** Unsubscribes and returns UNSUBACK. */
  public Received unsubscribe(String... filters) {
    int id = nextId();
    Bytes body = new Bytes().u16(id);
    if (version == 5) {
      body.u8(0);
    }
    for (String filter : filters) {
      body.text(filter);
    }
    send(body.packet(0xA2));
    return expect(Received.UNSUBACK, id);
  }

  public MqttClient puback(int id) {
    return send(new Bytes().u16(id).packet(0x40));
  }

  public MqttClient pubrec(int id) {
    return send(new Bytes().u16(id).packet(0x50));
  }

  public MqttClient pubrel(int id) {
    return send(new Bytes().u16(id).packet(0x62));
  }

  public MqttClient pubcomp(int id) {
    return send(new Bytes().u16(id).packet(0x70));
  }

  /** An acknowledgement with a reason code; MQTT 5 only. */
  public MqttClient ack(int first, int id, int code) {
    return send(new Bytes().u16(id).u8(code).packet(first));
  }

  /** Says goodbye and waits for the close. */
  public void disconnect() {
    raw.send("e0 00").expectClose();
  }

  private int nextId() {
    return ++lastId;
  }

  // ---- from the broker

  /** The next packet, whatever it is. */
  public Received next() {
    return Received.parse(raw.readPacket(), version);
  }

  /** The next packet, which must be of this type. */
  public Received expect(int type) {
    Received packet = next();
    if (packet.type() != type) {
      throw new AssertionError("expected type " + type + " but got " + packet);
    }
    return packet;
  }

  /** The next packet, which must be of this type with this identifier. */
  public Received expect(int type, int packetId) {
    Received packet = expect(type);
    if (packet.packetId() != packetId) {
      throw new AssertionError("expected identifier " + packetId + " but got " + packet);
    }
    return packet;
  }

  /** The next packet, which must be a PUBLISH with this payload. */
  public Received expectMessage(String payload) {
    Received packet = expect(Received.PUBLISH);
    if (!packet.text().equals(payload)) {
      throw new AssertionError("expected " + payload + " but got " + packet.text());
    }
    return packet;
  }

  /** A DISCONNECT with this code, then the close. */
  public Received expectDisconnect(int code) {
    Received packet = expect(Received.DISCONNECT);
    if (packet.code() != code) {
      throw new AssertionError("expected " + Integer.toHexString(code) + " but got " + packet);
    }
    raw.expectClose();
    return packet;
  }

  /**
   * Waits for the close that follows a CONNECT which is not accepted.
   *
   * @return the code of the CONNACK before it, as the version writes it, -1 if there was none
   */
  public int expectRefusal() {
    if (!raw.hasMore()) {
      return -1;
    }
    byte[] answer = raw.readPacket();
    boolean connack = answer[0] == Received.CONNACK << 4 && answer[2] == 0;
    if (!connack || answer[3] == 0) {
      throw new AssertionError("not a refusal: " + RawClient.text(answer));
    }
    raw.expectClose();
    return answer[3] & 0xFF;
  }

  /**
   * Fails if anything but PINGRESP comes next. Packets of one connection are answered in order, and
   * what other clients caused before their own acknowledgement is ahead of it.
   */
  public MqttClient ping() {
    raw.send("c0 00");
    expect(Received.PINGRESP);
    return this;
  }

  /** Breaks the connection off, as a network does that fails. */
  public void reset() {
    raw.reset();
  }

  @Override
  public void close() {
    raw.close();
  }
}
