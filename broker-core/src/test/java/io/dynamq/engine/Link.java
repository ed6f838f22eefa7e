package io.dynamq.engine;

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
  private int nextId = 1;
  private long largest = Long.MAX_VALUE;

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
    return new Peer(TestBroker.LISTENER, "external", here, here);
  }

  @Override
  public void established(int protocolVersion, long keepAliveMillis, long maximumPacketSize) {
    largest = maximumPacketSize < 0 ? Long.MAX_VALUE : maximumPacketSize;
  }

  @Override
  public boolean send(Packet packet) {
    if (packet instanceof Delivery delivery && delivery.message().size() > largest) {
      return false;
    }
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
