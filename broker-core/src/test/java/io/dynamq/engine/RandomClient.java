package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.packet.Ack;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Connect;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Packet;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Subscribe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * An MQTT 5 client that keeps every rule of its own side and has a bad network: it reads late,
 * acknowledges late, loses connections and opens a new one while the old one is still up. What it
 * must remember over connections it remembers. It checks each packet that it gets.
 */
final class RandomClient {
  /**
   * What this client does beyond the usual.
   *
   * @param version 4 or 5
   * @param storms whether it repeats PUBLISH of QoS 2 and PUBREL within a connection
   * @param shuffles whether it acknowledges in any order
   * @param forgetful whether some acknowledgements are never sent in this connection
   */
  record Habits(int version, boolean storms, boolean shuffles, boolean forgetful) {
    static final Habits GOOD = new Habits(5, false, false, false);

    static Habits any(Random random) {
      return new Habits(
          4 + random.nextInt(2),
          random.nextBoolean(),
          random.nextBoolean(),
          random.nextInt(4) == 0);
    }
  }

  /** As few as make identifiers come round often. */
  private static final int PACKET_IDS = 8;

  private TestBroker broker;
  private final Random random;
  private final Habits habits;
  final String id;
  private Link link;
  private int read;
  private boolean connected;
  private int receiveMaximum;
  private int unfinished;
  private String guestOf;
  private boolean inGroup;
  private final Set<Integer> openQos1 = new HashSet<>();
  private final List<Link> links = new ArrayList<>();
  private int quota;

  private final Map<Integer, Publish> sent = new LinkedHashMap<>();
  private final Set<Integer> recorded = new HashSet<>();
  private final Map<Integer, Integer> releases = new HashMap<>();
  private final Map<String, Integer> counters = new HashMap<>();
  private int lastPacketId;

  private final Set<Integer> open = new HashSet<>();
  private final Set<Integer> openHere = new HashSet<>();
  private final Set<Integer> received = new HashSet<>();
  private final List<Ack> acks = new ArrayList<>();

  /** Payloads of QoS 1 and 2 that the broker has taken responsibility for. */
  final List<String> acknowledged = new ArrayList<>();

  /** Payloads in the order in which the application got them. */
  final List<String> inbox = new ArrayList<>();

  RandomClient(TestBroker broker, Random random, String id) {
    this(broker, random, id, Habits.GOOD);
  }

  RandomClient(TestBroker broker, Random random, String id, Habits habits) {
    this.broker = broker;
    this.random = random;
    this.id = id;
    this.habits = habits;
  }

  /** The broker is another one from now on, on the same storage; the connection is lost. */
  void move(TestBroker next) {
    broker = next;
    link = null;
  }

  Link link() {
    return link;
  }

  boolean isUp() {
    return link != null && !link.closed;
  }

  /** Its broker is gone; from now on it connects to this one. */
  void moveTo(TestBroker other) {
    broker = other;
    connected = false;
    if (link != null) {
      link.closed = true;
    }
  }

  /**
   * From now on its sessions end with their connections, and it joins this group in each.
   */
  void beGuestOf(String filter) {
    guestOf = filter;
  }

  /**
   * What it has not acknowledged at QoS 1 may go to others while it is away; then the identifier is
   * free.
   */
  void joinGroup() {
    inGroup = true;
  }

  /** Everything that was ever sent to it, read or not. */
  Set<String> sentTo() {
    Set<String> payloads = new HashSet<>();
    links.forEach(one -> payloads.addAll(one.payloads()));
    return payloads;
  }

  /** Opens a connection; one that is still up is taken over. */
  void connect() {
    link = random.nextBoolean() ? broker.link() : broker.linkOnOtherLoop();
    links.add(link);
    read = 0;
    connected = false;
    acks.clear();
    openHere.clear();
    releases.clear();
    unfinished = 0;
    receiveMaximum = habits.version() < 5 ? 65_535 : 1 + random.nextInt(6);
    if (inGroup) {
      open.removeAll(openQos1);
    }
    openQos1.clear();
    boolean guest = guestOf != null;
    if (guest) {
      open.clear();
      received.clear();
    }
    Connect.Options options =
        new Connect.Options(
            guest ? 0 : 1_000, receiveMaximum, -1, 0, false, true, List.of(), null, null);
    link.tell(new Connect(habits.version(), id, guest, 60, null, null, null, options));
  }

  // ---- publishing

  void publish() {
    if (!connected || !isUp() || quota == 0) {
      return;
    }
    publishTo("t/" + random.nextInt(2), random.nextInt(3));
  }

  void publishTo(String topic, int qos) {
    int packetId = qos == 0 ? 0 : freePacketId();
    if (packetId < 0) {
      return;
    }
    String stream = id + " " + topic + " " + qos;
    String payload = stream + " " + counters.merge(stream, 1, Integer::sum);
    Publish publish = Link.publication(topic, qos, packetId, payload, false, -1);
    if (qos > 0) {
      sent.put(packetId, publish);
      quota--;
    }
    link.tell(publish);
  }

  private int freePacketId() {
    for (int i = 0; i < PACKET_IDS; i++) {
      lastPacketId = lastPacketId % PACKET_IDS + 1;
      if (!sent.containsKey(lastPacketId)) {
        return lastPacketId;
      }
    }
    return -1;
  }

  private void repeatUnfinished() {
    for (Map.Entry<Integer, Publish> one : sent.entrySet()) {
      if (recorded.contains(one.getKey())) {
        release(one.getKey());
      } else {
        quota--;
        repeat(one.getValue());
      }
    }
  }

  private void repeat(Publish was) {
    link.tell(
        new Publish(
            true, was.qos(), false, was.topic(), was.packetId(), 0, -1, was.properties(),
            was.payload()));
  }

  /** An identifier is free again when each of its PUBRELs is answered. */
  private void release(int packetId) {
    releases.merge(packetId, 1, Integer::sum);
    link.tell(Ack.of(Ack.Type.PUBREL, packetId));
  }

  /** Says again, for no reason, what it has said. */
  void storm() {
    if (!habits.storms() || !connected || !isUp()) {
      return;
    }
    for (Map.Entry<Integer, Publish> one : sent.entrySet()) {
      if (recorded.contains(one.getKey())) {
        release(one.getKey());
      } else if (one.getValue().qos().value() == 2) {
        repeat(one.getValue());
      }
    }
  }

  boolean hasUnfinishedPublishes() {
    return !sent.isEmpty();
  }

  // ---- receiving

  /** Takes the next packet that has arrived; false if there is none. */
  boolean read() {
    if (!isUp() || read == link.got.size()) {
      return false;
    }
    Packet packet = link.got.get(read++);
    if (packet instanceof ConnAck connAck) {
      connected(connAck);
    } else if (packet instanceof Delivery delivery) {
      delivered(delivery);
    } else if (packet instanceof Ack ack) {
      acknowledged(ack);
    } else if (packet instanceof Disconnect disconnect) {
      assertThat(disconnect.code()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
    }
    return true;
  }

  private void connected(ConnAck connAck) {
    assertThat(connAck.code()).isIn(ReasonCode.SUCCESS, ReasonCode.SERVER_BUSY);
    connected = connAck.code() == ReasonCode.SUCCESS;
    quota = connAck.properties().receiveMaximum();
    if (connected) {
      repeatUnfinished();
    }
    if (connected && guestOf != null) {
      link.tell(
          new Subscribe(1, 0, List.of(new Subscribe.Entry(guestOf, 2)), List.of()));
    }
  }

  private void delivered(Delivery delivery) {
    int packetId = delivery.packetId();
    if (packetId == 0) {
      take(delivery);
      return;
    }
    assertThat(delivery.dup() || !open.contains(packetId))
        .as("%s: identifier %d is new or a repetition", id, packetId)
        .isTrue();
    assertThat(openHere.add(packetId)).as("%s: %d twice in one connection", id, packetId).isTrue();
    assertThat(++unfinished).as("%s: receive maximum", id).isLessThanOrEqualTo(receiveMaximum);
    open.add(packetId);
    if (delivery.qos().value() == 1) {
      openQos1.add(packetId);
    }
    if (delivery.qos().value() == 1) {
      take(delivery);
      acks.add(Ack.of(Ack.Type.PUBACK, packetId));
    } else {
      if (received.add(packetId)) {
        take(delivery);
      }
      acks.add(Ack.of(Ack.Type.PUBREC, packetId));
    }
  }

  private void take(Delivery delivery) {
    inbox.add(new String(delivery.message().payload(), StandardCharsets.UTF_8));
  }

  private void acknowledged(Ack ack) {
    int packetId = ack.packetId();
    switch (ack.type()) {
      case PUBREL -> {
        received.remove(packetId);
        acks.add(Ack.of(Ack.Type.PUBCOMP, packetId));
      }
      case PUBREC -> {
        assertThat(sent).containsKey(packetId);
        if (recorded.add(packetId)) {
          acknowledged.add(new String(sent.get(packetId).payload(), StandardCharsets.UTF_8));
          release(packetId);
        }
      }
      case PUBCOMP -> {
        if (releases.merge(packetId, -1, Integer::sum) == 0) {
          assertThat(sent.remove(packetId)).as("%s: PUBCOMP %d", id, packetId).isNotNull();
          recorded.remove(packetId);
          quota++;
        }
      }
      default -> {
        Publish done = sent.remove(packetId);
        assertThat(done).as("%s: answer to %d", id, packetId).isNotNull();
        acknowledged.add(new String(done.payload(), StandardCharsets.UTF_8));
        quota++;
      }
    }
  }

  /** Sends an acknowledgement, by habit the oldest; false if there is none. */
  boolean acknowledge() {
    return acknowledge(habits.forgetful() && random.nextInt(10) == 0);
  }

  /** The same, and none is forgotten. */
  boolean acknowledgeReliably() {
    return acknowledge(false);
  }

  private boolean acknowledge(boolean forgotten) {
    if (!isUp() || acks.isEmpty()) {
      return false;
    }
    Ack ack = acks.remove(habits.shuffles() ? random.nextInt(acks.size()) : 0);
    if (forgotten) {
      return true;
    }
    if (ack.type() != Ack.Type.PUBREC) {
      open.remove(ack.packetId());
      openQos1.remove(ack.packetId());
      if (openHere.remove(ack.packetId())) {
        unfinished--;
      }
    }
    link.tell(ack);
    return true;
  }
}
