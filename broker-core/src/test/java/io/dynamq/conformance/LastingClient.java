package io.dynamq.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.RawClient;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A client over real sockets that keeps its side of every rule, over connections that break and
 * brokers that are restarted: it sends again with DUP what is unfinished, takes a QoS 2 message once
 * by its identifier, and notes what it was promised and what it got.
 */
public final class LastingClient implements AutoCloseable {
  private static final int EXPIRY_SECONDS = 3_600;

  /** Whoever keeps this many unfinished is within any broker's receive maximum. */
  private static final int UNFINISHED_MAX = 64;

  private final Supplier<InetSocketAddress> broker;
  private final int version;
  public final String id;
  private RawClient raw;
  private Arrivals arrivals;

  private final Map<Integer, PublishPacket> sent = new LinkedHashMap<>();
  private final Map<Integer, String> payloads = new HashMap<>();
  private final Set<Integer> recorded = new HashSet<>();
  private final Map<String, Integer> counters = new HashMap<>();
  private final Set<Integer> received = new HashSet<>();
  private int lastId;

  /** Payloads of QoS 1 and 2 that the broker has taken responsibility for. */
  public final List<String> acknowledged = new ArrayList<>();

  /** Payloads in the order in which the application got them. */
  public final List<String> inbox = new ArrayList<>();

  public LastingClient(Supplier<InetSocketAddress> broker, int version, String id) {
    this.broker = broker;
    this.version = version;
    this.id = id;
  }

  /** Opens a connection and sends again what is unfinished; false if the broker is not there. */
  public boolean connect() {
    try {
      raw = RawClient.connect(broker.get());
      raw.send(ConnectPacket.of(version, id).persistent(EXPIRY_SECONDS).bytes());
    } catch (UncheckedIOException e) {
      raw = null;
      return false;
    }
    arrivals = new Arrivals(raw, version);
    Received answer = arrivals.next(RawClient.WAIT_MILLIS);
    if (answer == null || answer.type() != Received.CONNACK || answer.code() != 0) {
      cut();
      return false;
    }
    sent.forEach(
        (packetId, packet) -> {
          boolean release = recorded.contains(packetId);
          send(release ? release(packetId) : packet.dup().bytes(version));
        });
    return true;
  }

  public boolean isUp() {
    return raw != null && !arrivals.isOver();
  }

  /** Subscribes; the connection is up and nothing else is going on. */
  public LastingClient subscribe(String filter, int qos) {
    Bytes body = new Bytes().u16(65_000);
    send((version == 5 ? body.u8(0) : body).text(filter).u8(qos).packet(0x82));
    assertThat(arrivals.next(RawClient.WAIT_MILLIS)).isNotNull();
    return this;
  }

  private boolean send(byte[] packet) {
    try {
      raw.send(packet);
      return true;
    } catch (UncheckedIOException e) {
      // What the broker has closed is found by the reading end.
      return false;
    }
  }

  private static byte[] release(int packetId) {
    return new Bytes().u16(packetId).packet(0x62);
  }

  private static byte[] ack(int first, int packetId) {
    return new Bytes().u16(packetId).packet(first);
  }

  // ---- publishing

  public boolean hasUnfinishedPublishes() {
    return !sent.isEmpty();
  }

  /** Publishes the next message of a topic and level, if the client may send one. */
  public void publish(String topic, int qos) {
    if (!isUp() || sent.size() >= UNFINISHED_MAX) {
      return;
    }
    String stream = id + " " + topic + " " + qos;
    String payload = stream + " " + counters.merge(stream, 1, Integer::sum);
    PublishPacket packet = PublishPacket.to(topic).payload(payload);
    if (qos > 0) {
      int packetId = freeId();
      sent.put(packetId, packet.qos(qos, packetId));
      payloads.put(packetId, payload);
    }
    send(packet.bytes(version));
  }

  private int freeId() {
    do {
      lastId = lastId % 65_535 + 1;
    } while (sent.containsKey(lastId));
    return lastId;
  }

  // ---- receiving

  /** Answers what comes; ends when nothing has come for so long. Tells whether anything came. */
  public boolean work(int millis) {
    boolean any = false;
    for (Received next = next(millis); next != null; next = next(millis)) {
      take(next);
      any = true;
    }
    return any;
  }

  private Received next(int millis) {
    return raw == null ? null : arrivals.next(millis);
  }

  private void take(Received packet) {
    int packetId = packet.packetId();
    switch (packet.type()) {
      case Received.PUBLISH -> delivered(packet);
      case Received.PUBREL -> {
        received.remove(packetId);
        send(ack(0x70, packetId));
      }
      case Received.PUBREC -> {
        assertThat(sent).as("%s: PUBREC", id).containsKey(packetId);
        if (recorded.add(packetId)) {
          acknowledged.add(payloads.get(packetId));
        }
        send(release(packetId));
      }
      case Received.PUBACK -> {
        assertThat(sent.remove(packetId)).as("%s: PUBACK %d", id, packetId).isNotNull();
        acknowledged.add(payloads.remove(packetId));
      }
      case Received.PUBCOMP -> {
        assertThat(sent.remove(packetId)).as("%s: PUBCOMP %d", id, packetId).isNotNull();
        recorded.remove(packetId);
        payloads.remove(packetId);
      }
      case Received.DISCONNECT -> assertThat(packet.code()).as("%s: goodbye", id).isEqualTo(0x8B);
      default -> throw new AssertionError(id + " did not ask for " + packet);
    }
  }

  private void delivered(Received message) {
    int packetId = message.packetId();
    assertThat(message.topic()).isNotEmpty().doesNotContain("+", "#", "\0");
    if (message.qos() < 2 || received.add(packetId)) {
      inbox.add(message.text());
    } else {
      assertThat(message.dup()).as("%s: %d again", id, packetId).isTrue();
    }
    if (message.qos() > 0) {
      send(ack(message.qos() == 1 ? 0x40 : 0x50, packetId));
    }
  }

  /** Breaks the connection off; what has arrived unread is lost. */
  public void cut() {
    if (raw != null) {
      raw.reset();
      raw = null;
    }
  }

  @Override
  public void close() {
    cut();
  }
}
