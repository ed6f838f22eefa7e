package io.dynamq.engine;

import io.dynamq.codec.PacketEncoder;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.packet.Ack;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Connect;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Packet;
import io.dynamq.packet.Publish;
import io.dynamq.packet.Subscribe;
import io.dynamq.packet.Will;
import io.dynamq.testkit.ManualLoop;
import io.dynamq.topic.TopicName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A client at the end of a perfect wire: what it sends arrives at once, what it gets is kept. */
final class Link implements Connection {
  private final TestBroker broker;
  private final ManualLoop loop;
  private final ConnectionInput input;
  final List<Packet> got = new ArrayList<>();
  boolean closed;
  boolean writable = true;
  boolean reading = true;
  Peer.Certified certified = Peer.Certified.NOTHING;
  private int nextId = 1;
  private final ByteBuf wire = Unpooled.buffer();
  private PacketEncoder encoder = new PacketEncoder(4, -1);
  long keepAlive;

  Link(TestBroker broker, ManualLoop loop) {
    this.broker = broker;
    this.loop = loop;
    this.input = broker.broker.acceptor().accept(this);
  }

  // ---- what the client does

  Link connect(String id, boolean clean) {
    return connect(4, id, clean, 0, null);
  }

  Link connect5(String id, boolean clean, long expirySeconds) {
    return connect(5, id, clean, expirySeconds, null);
  }

  Link connect(int version, String id, boolean clean, long expirySeconds, Will will) {
    Connect.Options options =
        new Connect.Options(
            expirySeconds, 65_535, -1, 0, false, true, List.of(), null, null);
    say(new Connect(version, id, clean, 60, null, null, will, options));
    return this;
  }

  /** MQTT 5 with what CONNECT can ask for beside the session. */
  Link connect5(String id, Connect.Options options) {
    say(new Connect(5, id, true, 60, null, null, null, options));
    return this;
  }

  /**
   * @param maximumPacketSize -1 = none
   */
  static Connect.Options options(int maximumPacketSize, int topicAliasMaximum) {
    return new Connect.Options(
        0, 65_535, maximumPacketSize, topicAliasMaximum, false, true, List.of(), null, null);
  }

  void say(Inbound packet) {
    tell(packet);
    broker.settle();
  }

  /** Sends a packet that arrives when the loop gets to it. */
  void tell(Inbound packet) {
    loop.execute(() -> input.received(packet));
  }

  void subscribe(String filter, int options) {
    say(
        new Subscribe(
            nextId++, 0, List.of(new Subscribe.Entry(filter, options)), List.of()));
  }

  void publish(String topic, int qos, int packetId, String payload, boolean retain) {
    say(publication(topic, qos, packetId, payload, retain, -1));
  }

  static Publish publication(
      String topic, int qos, int packetId, String payload, boolean retain, long expiry) {
    return new Publish(
        false,
        Qos.of(qos),
        retain,
        TopicName.of(topic),
        packetId,
        0,
        expiry,
        MessageProperties.NONE,
        payload.getBytes(StandardCharsets.UTF_8));
  }

  void ack(Ack.Type type, int packetId) {
    say(Ack.of(type, packetId));
  }

  /** The wire breaks. */
  void drop() {
    cut();
    broker.settle();
  }

  /** The wire breaks; the loop will notice. */
  void cut() {
    if (!closed) {
      closed = true;
      loop.execute(() -> input.closed("tcp_closed"));
    }
  }

  void becomeWritable() {
    drainSocket();
    broker.settle();
  }

  /** The socket has room again; the loop will notice. */
  void drainSocket() {
    writable = true;
    loop.execute(input::writable);
  }

  // ---- what it got

  List<Delivery> deliveries() {
    return got.stream().filter(Delivery.class::isInstance).map(Delivery.class::cast).toList();
  }

  List<String> payloads() {
    return deliveries().stream()
        .map(one -> new String(one.message().payload(), StandardCharsets.UTF_8))
        .toList();
  }

  <P extends Packet> P last(Class<P> type) {
    for (int i = got.size() - 1; i >= 0; i--) {
      if (type.isInstance(got.get(i))) {
        return type.cast(got.get(i));
      }
    }
    return null;
  }

  ConnAck connAck() {
    return last(ConnAck.class);
  }

  // ---- Connection

  @Override
  public Executor loop() {
    return loop;
  }

  @Override
  public Peer peer() {
    InetSocketAddress here = new InetSocketAddress("127.0.0.1", 40_000);
    return new Peer(TestBroker.LISTENER, "external", here, here, certified);
  }

  @Override
  public void speaks(Dialect dialect) {
    encoder =
        new PacketEncoder(
            dialect.version(), dialect.maximumPacketSize(), dialect.problemInformation());
  }

  @Override
  public void established(Dialect dialect, long keepAliveMillis) {
    speaks(dialect);
    keepAlive = keepAliveMillis;
  }

  @Override
  public boolean send(Packet packet) {
    wire.clear();
    if (!encoder.write(packet, wire)) {
      return false;
    }
    AllowedCodes.check(packet);
    got.add(packet);
    return true;
  }

  @Override
  public void flush() {}

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public void reading(boolean on) {
    reading = on;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      loop.execute(() -> input.closed("closed by broker"));
    }
  }
}
