package io.dynamq.dynamo.simulation;

import io.dynamq.packet.Ack;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Connect;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Packet;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.Subscribe;
import io.dynamq.packet.UnsubAck;
import io.dynamq.packet.Unsubscribe;
import io.dynamq.packet.Will;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An MQTT client that keeps every rule of its own side, over all its connections, and writes down
 * what it was told and what it got.
 */
final class Client {
  private final Schedule schedule;
  private final Ledger ledger;
  private final Schedule.Lane lane;
  final String id;
  private final int version;
  private final int receiveMaximum;
  final Outgoing outgoing;
  private final Map<String, Integer> counters = new HashMap<>();
  final List<Grant> grants = new ArrayList<>();
  final List<Stay> stays = new ArrayList<>();
  final List<Delivered> inbox = new ArrayList<>();
  private final Map<Integer, Grant> subscribing = new HashMap<>();
  private final Map<Integer, List<Grant>> unsubscribing = new HashMap<>();
  private final Set<Integer> open = new HashSet<>();
  private final Map<Integer, Delivered> received = new HashMap<>();
  private final Set<Integer> openHere = new HashSet<>();
  private final Deque<Ack> acks = new ArrayDeque<>();
  private Wire wire;
  private Node node;
  private boolean up;
  private boolean asksForClean;
  private boolean hasSession;
  private boolean sessionPresent;
  private int quota;
  private int nextSubscribe = 100;

  /** Seconds. */
  long sessionExpiry = 1_000_000;

  /** Null: none. */
  Wills wills;

  /** When its last connection ended. */
  private long lostAt;

  /** When CONNECT was sent, in milliseconds of the game. */
  private long connectedAt;

  /** Since when a new session was asked for, the old one being gone with the answer. */
  long cleanAsked = -1;
  long cleanSince = -1;

  /** A message as it came. */
  record Delivered(String payload, int qos, boolean retain, boolean dup, long micros) {}

  /** Until when the exchange of what came at QoS 2 went on. */
  private final Map<Delivered, Long> released = new IdentityHashMap<>();

  Client(Schedule schedule, Ledger ledger, String id) {
    this.schedule = schedule;
    this.ledger = ledger;
    this.id = id;
    lane = schedule.lane(Life.OUTSIDE, id);
    // In MQTT 3 a clean session would also end with its connection.
    version = id.equals("c5") || id.length() == 1 ? 5 : 4 + schedule.random.nextInt(2);
    receiveMaximum = version < 5 ? 65_535 : 1 + schedule.random.nextInt(6);
    outgoing = new Outgoing(schedule, id);
  }

  Schedule.Lane lane() {
    return lane;
  }

  boolean isConnected() {
    return up;
  }

  /** As the last CONNACK said. */
  boolean hadSession() {
    return sessionPresent;
  }

  boolean isConnecting() {
    return wire != null && !up;
  }

  /** Whether it waits for an answer of the broker, or owes one. */
  boolean isBusy() {
    return !up
        || !outgoing.isEmpty()
        || !subscribing.isEmpty()
        || !unsubscribing.isEmpty()
        || !acks.isEmpty();
  }

  String state() {
    return id + (up ? " up" : wire == null ? " down" : " connecting since " + connectedAt)
        + ", publishes " + outgoing.size() + ", subscribes " + subscribing.size()
        + ", unsubscribes " + unsubscribing.size() + ", acks " + acks.size();
  }

  // ---- connections

  /** Opens a connection; one that it has is forgotten without a word. */
  void connect(Node to, boolean wish) {
    leave();
    // Until it is answered nobody knows whether the old session is gone.
    boolean clean = wish || asksForClean;
    if (clean) {
      cleanAsked = schedule.micros();
      grants.forEach(grant -> grant.endAsked(cleanAsked));
    }
    if (node != to) {
      stays.forEach(stay -> stay.until = Math.min(stay.until, schedule.micros()));
    }
    node = to;
    asksForClean = clean;
    connectedAt = schedule.millis();
    Wire[] mine = new Wire[1];
    mine[0] =
        new Wire(
            schedule,
            to,
            lane,
            packet -> {
              if (wire == mine[0]) {
                read(packet);
              }
            },
            () -> {
              if (wire == mine[0]) {
                gone();
              }
            });
    wire = mine[0];
    schedule.note(id + " connects to " + to.life() + (clean ? ", clean" : ""));
    Connect.Options options =
        new Connect.Options(
            sessionExpiry, receiveMaximum, -1, 0, false, true, List.of(), null, null);
    Will will = wills == null ? null : wills.next();
    wire.tell(new Connect(version, id, clean, 60, null, null, will, options));
  }

  /** Its network breaks. */
  void leave() {
    if (wire != null) {
      schedule.note(id + " leaves");
      wire.cut();
      gone();
    }
  }

  private void gone() {
    if (up) {
      lostAt = schedule.micros();
      if (wills != null) {
        wills.lost();
      }
    }
    wire = null;
    up = false;
    acks.clear();
    openHere.clear();
    subscribing.clear();
    unsubscribing.clear();
  }

  private void tell(Inbound packet) {
    schedule.note(id + " tells " + text(packet));
    wire.tell(packet);
  }

  private void read(Packet packet) {
    if (packet instanceof ConnAck connAck) {
      connected(connAck);
    } else if (packet instanceof Delivery delivery) {
      delivered(delivery);
    } else if (packet instanceof Ack ack) {
      schedule.note(id + " hears " + ack.type() + " " + ack.packetId() + " " + ack.code());
      acknowledged(ack);
    } else if (packet instanceof SubAck subAck) {
      subscribed(subAck);
    } else if (packet instanceof UnsubAck unsubAck) {
      long now = schedule.micros();
      schedule.note(id + " hears UNSUBACK " + unsubAck.packetId());
      unsubscribing.remove(unsubAck.packetId()).forEach(grant -> grant.over = now);
    }
  }

  private void connected(ConnAck connAck) {
    schedule.note(id + " " + connAck.code() + " " + connAck.sessionPresent());
    if (connAck.code() != ReasonCode.SUCCESS) {
      ledger.refused(connAck.code());
      return;
    }
    long now = schedule.micros();
    up = true;
    quota = version < 5 ? 65_535 : Math.min(8, connAck.properties().receiveMaximum());
    // The broker counts from its end of the connection, of which the client hears later.
    boolean isInTime = now - lostAt + Wire.LATENCY_MAX_MICROS < sessionExpiry * 1_000_000;
    if (hasSession && !asksForClean && !connAck.sessionPresent() && isInTime) {
      ledger.sessionLost(this);
    }
    sessionPresent = connAck.sessionPresent();
    if (wills != null) {
      wills.accepted();
    }
    if (asksForClean || !connAck.sessionPresent()) {
      begin(now);
    }
    asksForClean = false;
    hasSession = true;
    if (stays.isEmpty() || stays.get(stays.size() - 1).until != Sent.NEVER) {
      stays.add(new Stay(node, now));
    }
    outgoing.repeat(node, this::tell);
  }

  /** By its row the session is this node's; what another one still accepts is not for it. */
  void ownedBy(String owner) {
    for (Stay stay : stays) {
      if (!stay.node.name.equals(owner)) {
        stay.until = Math.min(stay.until, schedule.micros());
      }
    }
  }

  private void begin(long now) {
    if (asksForClean) {
      cleanSince = now;
      for (Grant grant : grants) {
        grant.over = Math.min(grant.over, now);
      }
    }
    outgoing.clear();
    open.clear();
    received.clear();
  }

  // ---- publishing

  void publish(String topic, int qos) {
    publish(topic, qos, false, false, message -> {});
  }

  /** One that waits with the broker. */
  void publishLater(String topic, int seconds) {
    publish(topic, 1, false, false, message -> message.delaySeconds = seconds);
  }

  /** One that is worth nothing later. */
  void publishForNow(String topic, int qos, int seconds) {
    publish(topic, qos, false, false, message -> message.expirySeconds = seconds);
  }

  /** Null if it cannot publish now. */
  Sent publish(String topic, int qos, boolean retain, boolean empty) {
    return publish(topic, qos, retain, empty, message -> {});
  }

  private Sent publish(
      String topic, int qos, boolean retain, boolean empty, Consumer<Sent> terms) {
    if (!up || outgoing.isFull() || outgoing.size() >= quota) {
      return null;
    }

    String stream = id + " " + topic + " " + qos;
    Sent message =
        new Sent(
            stream,
            counters.merge(stream, 1, Integer::sum),
            TopicName.of(topic),
            qos,
            schedule.micros(),
            empty);
    terms.accept(message);
    message.sentTo(node);
    ledger.sent(message);
    outgoing.publish(message, retain, this::tell);
    return message;
  }

  private void acknowledged(Ack ack) {
    if (ack.type() == Ack.Type.PUBREL) {
      Delivered done = received.remove(ack.packetId());
      if (done != null) {
        released.put(done, schedule.micros());
      }
      acks.add(Ack.of(Ack.Type.PUBCOMP, ack.packetId()));
    } else {
      outgoing.answered(ack, this::tell);
    }
  }

  // ---- subscribing

  void subscribe(String filter, int qos) {
    if (up) {
      Grant grant = new Grant(filter, qos, schedule.micros());
      // It replaces an older one of the same filter, whose level no longer counts.
      grants.stream()
          .filter(old -> old.filter.equals(filter))
          .forEach(old -> old.endAsked(schedule.micros()));
      grants.add(grant);
      schedule.note(id + " subscribes " + filter);
      subscribing.put(nextSubscribe, grant);
      tell(
          new Subscribe(
              nextSubscribe++, 0, List.of(new Subscribe.Entry(filter, qos)), List.of()));
    }
  }

  private void subscribed(SubAck subAck) {
    schedule.note(id + " hears SUBACK " + subAck.packetId() + " " + subAck.codes());
    Grant grant = subscribing.remove(subAck.packetId());
    if (!subAck.codes().get(0).isError()) {
      long now = schedule.micros();
      grant.since = now;
      for (Grant old : grants) {
        if (old == grant) {
          break;
        }
        if (old.filter.equals(grant.filter)) {
          old.over = Math.min(old.over, now);
        }
      }
    }
  }

  void unsubscribe(String filter) {
    if (up) {
      List<Grant> ending = new ArrayList<>();
      for (Grant grant : grants) {
        if (grant.filter.equals(filter) && grant.over == Sent.NEVER) {
          grant.endAsked(schedule.micros());
          ending.add(grant);
        }
      }
      unsubscribing.put(nextSubscribe, ending);
      schedule.note(id + " unsubscribes " + filter);
      tell(new Unsubscribe(nextSubscribe++, List.of(filter), List.of()));
    }
  }

  // ---- receiving

  private void delivered(Delivery delivery) {
    int packetId = delivery.packetId();
    if (packetId == 0) {
      take(delivery);
      return;
    }
    if (!delivery.dup() && open.contains(packetId)) {
      throw new AssertionError(id + ": identifier " + packetId + " is in use");
    }
    if (!openHere.add(packetId)) {
      throw new AssertionError(id + ": " + packetId + " twice in one connection");
    }
    if (openHere.size() > receiveMaximum) {
      throw new AssertionError(id + ": more than its receive maximum");
    }
    open.add(packetId);
    if (delivery.qos().value() == 1) {
      take(delivery);
      acks.add(Ack.of(Ack.Type.PUBACK, packetId));
    } else {
      if (!received.containsKey(packetId)) {
        received.put(packetId, take(delivery));
      }
      acks.add(Ack.of(Ack.Type.PUBREC, packetId));
    }
  }

  /** When PUBREL came for it, or will at the earliest. */
  long releasedAt(Delivered one) {
    return released.getOrDefault(one, schedule.micros());
  }

  private Delivered take(Delivery delivery) {
    String payload = new String(delivery.message().payload(), StandardCharsets.UTF_8);
    Delivered one =
        new Delivered(
            payload,
            delivery.qos().value(),
            delivery.retain(),
            delivery.dup(),
            schedule.micros());
    inbox.add(one);
    schedule.note(
        id + " takes " + payload + " as " + delivery.packetId() + "/" + delivery.qos().value()
            + ", accepted at " + delivery.message().id().micros() % 100_000_000);
    return one;
  }

  /** Sends the oldest acknowledgement that it owes. */
  void acknowledge() {
    Ack ack = up ? acks.poll() : null;
    if (ack == null) {
      return;
    }
    if (ack.type() != Ack.Type.PUBREC) {
      open.remove(ack.packetId());
      openHere.remove(ack.packetId());
    }
    tell(ack);
  }

  private static String text(Inbound packet) {
    if (packet instanceof Publish publish) {
      return "PUBLISH " + publish.packetId() + (publish.dup() ? " dup " : " ")
          + new String(publish.payload(), StandardCharsets.UTF_8);
    }
    return packet instanceof Ack ack
        ? ack.type() + " " + ack.packetId()
        : packet.getClass().getSimpleName();
  }
}
