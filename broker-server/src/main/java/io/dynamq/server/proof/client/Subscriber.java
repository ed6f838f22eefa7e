package io.dynamq.server.proof.client;

import io.dynamq.server.proof.ledger.Deliveries;
import io.dynamq.server.proof.ledger.Incident;
import io.dynamq.server.proof.ledger.Incident.Kind;
import io.dynamq.server.proof.ledger.PublisherLog;
import io.dynamq.server.proof.ledger.Workload;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A persistent subscriber that writes down what it gets. It keeps the packet identifiers of QoS 2
 * that the broker has not released over lost connections, and acknowledges in order, now and then
 * late.
 */
public final class Subscriber extends WireClient {
  private static final int STEADY_SUBSCRIBE = 1;
  private static final int LATE_ONE_IN = 40;
  private static final int LATE_MILLIS_MAX = 80;
  private static final int STAY_MILLIS = 1_500;
  private static final int AWAY_MILLIS = 2_500;

  private final Role role;
  private final Deliveries deliveries;
  private final List<PublisherLog> publishers;
  private final Toggle toggle;
  private final Map<Integer, Workload.Key> unreleased = new HashMap<>();
  private final Map<Integer, Workload.Key> unacknowledged = new HashMap<>();
  private final ArrayDeque<MqttMessage> answers = new ArrayDeque<>();
  private volatile boolean subscribed;
  private volatile boolean steady;
  private boolean late;
  private int connections;

  /**
   * What kind of subscriber.
   *
   * @param filter of its steady subscription
   * @param restless whether it comes and goes
   * @param toggles whether it also subscribes to the toggled messages and unsubscribes again
   */
  public record Role(
      String name, MqttVersion version, String filter, int qos, boolean restless, boolean toggles) {}

  /** Subscribes once it is started. */
  public Subscriber(
      Stage stage, Role role, Deliveries deliveries, List<PublisherLog> publishers) {
    super(stage, role.name(), role.version());
    this.role = role;
    this.deliveries = deliveries;
    this.publishers = publishers;
    toggle = role.toggles() ? new Toggle(this, deliveries) : null;
  }

  /** Its subscription was acknowledged. */
  public boolean isSubscribed() {
    return subscribed;
  }

  /** Stays online from now on, and changes its subscriptions no more. */
  public void settle() {
    steady = true;
    loop.execute(this::join);
  }

  /** Goes away and comes back with {@link #settle}. */
  public void rest() {
    loop.execute(() -> leave(true));
  }

  /** Whether nothing changes any more on its side. */
  public boolean isSettled() {
    return steady && subscribed && (toggle == null || !toggle.isPending());
  }

  /** The last of its changing subscriptions is written down; once it is settled. */
  public void close() {
    if (toggle != null) {
      toggle.close();
    }
  }

  /** The filters that it is subscribed to, once it is settled. */
  public List<String> filters() {
    return toggle != null && toggle.isSubscribed()
        ? List.of(role.filter(), toggle.filter())
        : List.of(role.filter());
  }

  /** When its last change of that subscription was acknowledged, if it changes it. */
  public OptionalLong changedAt(String filter) {
    return toggle != null && filter.equals(toggle.filter())
        ? OptionalLong.of(toggle.since())
        : OptionalLong.empty();
  }

  /** Its client id. */
  public String clientId() {
    return id;
  }

  @Override
  void connected(boolean sessionPresent) {
    unacknowledged.clear();
    if (!sessionPresent) {
      unreleased.clear();
      subscribed = false;
    }
    if (!subscribed) {
      send(Packets.subscribe(STEADY_SUBSCRIBE, role.filter(), MqttQoS.valueOf(role.qos())));
    }
    if (toggle != null) {
      toggle.connected();
    }
    int connection = ++connections;
    if (role.restless()) {
      later(STAY_MILLIS / 3 + random.nextInt(2 * STAY_MILLIS), () -> stray(connection));
    }
  }

  /** Leaves for a while, with or without a DISCONNECT. */
  private void stray(int connection) {
    if (connection == connections && isOnline() && !steady && subscribed) {
      leave(random.nextBoolean());
      later(random.nextInt(AWAY_MILLIS), this::join);
    }
  }

  @Override
  void lost() {
    answers.clear();
    late = false;
  }

  @Override
  void received(MqttMessage packet) {
    MqttMessageType type = packet.fixedHeader().messageType();
    switch (type) {
      case PUBLISH -> published((MqttPublishMessage) packet);
      case PUBREL -> {
        Workload.Key over = unreleased.remove(Packets.id(packet));
        if (over != null) {
          deliveries.released(over, now());
        }
        answer(Packets.reply(MqttMessageType.PUBCOMP, Packets.id(packet)));
      }
      case SUBACK, UNSUBACK -> {
        if (Packets.id(packet) == STEADY_SUBSCRIBE) {
          subscribed = true;
        } else if (toggle != null) {
          toggle.acknowledged(type);
        }
      }
      default -> incident(Kind.PROTOCOL, "a subscriber got " + type, now());
    }
  }

  private void published(MqttPublishMessage packet) {
    String topic = packet.variableHeader().topicName();
    Workload.Key key = stage.workload().read(topic, ByteBufUtil.getBytes(packet.payload()));
    if (key == null || key.publisher() >= publishers.size()) {
      incident(Kind.CORRUPT, "a payload on " + topic + " that nobody sent there", now());
      return;
    }
    int packetId = packet.variableHeader().packetId();
    boolean dup = packet.fixedHeader().isDup();
    switch (packet.fixedHeader().qosLevel()) {
      case EXACTLY_ONCE -> {
        Workload.Key open = unreleased.putIfAbsent(packetId, key);
        if (open == null) {
          note(key, dup);
        } else if (!open.equals(key)) {
          incident(Kind.ID_REUSED, packetId + " for " + key + ", it still stood for " + open, now());
        }
        answer(Packets.reply(MqttMessageType.PUBREC, packetId));
      }
      case AT_LEAST_ONCE -> {
        Workload.Key open = unacknowledged.put(packetId, key);
        if (open != null && !open.equals(key)) {
          incident(Kind.ID_REUSED, packetId + " for " + key + ", it still stood for " + open, now());
        }
        note(key, dup);
        answer(Packets.reply(MqttMessageType.PUBACK, packetId));
      }
      default -> incident(Kind.PROTOCOL, key + " came with QoS 0", now());
    }
  }

  private void note(Workload.Key key, boolean dup) {
    deliveries.delivered(key, dup, now());
    if (Workload.part(key.number()) == Workload.Part.TOGGLED) {
      long sent = publishers.get(key.publisher()).sentAt(key.number());
      if (toggle == null || toggle.isGoneSince(sent)) {
        // If a kill has undone the UNSUBACK, then what comes by the filter since is its doing too.
        stage
            .watch()
            .incidents()
            .add(
                new Incident(
                    Kind.DELETED_BACK,
                    id + ": " + key + " came by a filter that was unsubscribed",
                    sent,
                    toggle == null ? sent : toggle.since()));
      }
    }
  }

  /** In order, and one in many waits a little. */
  private void answer(MqttMessage reply) {
    answers.add(reply);
    if (late) {
      return;
    }
    if (random.nextInt(LATE_ONE_IN) == 0) {
      late = true;
      int connection = connections;
      later(
          random.nextInt(LATE_MILLIS_MAX),
          () -> {
            if (connection == connections && isOnline()) {
              late = false;
              sendAnswers();
            }
          });
    } else {
      sendAnswers();
    }
  }

  private void sendAnswers() {
    for (MqttMessage reply = answers.poll(); reply != null; reply = answers.poll()) {
      if (reply.fixedHeader().messageType() == MqttMessageType.PUBACK) {
        unacknowledged.remove(Packets.id(reply));
      }
      send(reply);
    }
  }

  boolean isSteady() {
    return steady;
  }
}
