package io.dynamq.server.proof.client;

import io.dynamq.server.proof.ledger.Incident.Kind;
import io.dynamq.server.proof.ledger.PublisherLog;
import io.dynamq.server.proof.ledger.Workload;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Publishes numbers at a steady rate, and again, in their order and with DUP, what was not
 * acknowledged when its connection was lost.
 */
public final class Publisher extends WireClient {
  private static final int WINDOW = 60;
  private static final int TICK_MILLIS = 10;
  private static final double BURST_SECONDS = 0.25;
  private static final int ID_MAX = 65_535;
  private static final int NO_SUCH_ID = 0x92;
  private static final int FAILURE = 0x80;

  private final PublisherLog log;
  private final MqttQoS qos;
  private final double rate;
  private final int max;
  private final Map<Integer, Outgoing> unfinished = new LinkedHashMap<>();
  private volatile boolean paused;
  private volatile int unfinishedCount;
  private int lastId;
  private double budget;
  private long budgetAt;
  private long waitingSince;
  private String waitingPhase;

  private static final class Outgoing {
    final Workload.Key key;
    final int id;
    boolean released;
    long sentAt;

    Outgoing(Workload.Key key, int id) {
      this.key = key;
      this.id = id;
    }
  }

  /**
   * Publishes nothing before it is started.
   *
   * @param rate messages a second
   * @param max pauses by itself after so many
   */
  public Publisher(
      Stage stage, PublisherLog log, MqttVersion version, double rate, int max) {
    super(stage, "p" + log.publisher(), version);
    this.max = max;
    this.log = log;
    this.rate = rate;
    qos = MqttQoS.valueOf(log.qos());
    budgetAt = now();
    later(TICK_MILLIS, this::tick);
  }

  /** Publishes nothing new from now on; what is under way is finished. */
  public void pause() {
    paused = true;
  }

  /** Whether everything sent is finished. */
  public boolean isIdle() {
    return paused && unfinishedCount == 0;
  }

  private void tick() {
    long now = now();
    budget = Math.min(budget + rate * (now - budgetAt) / 1e9, Math.max(1, rate * BURST_SECONDS));
    budgetAt = now;
    while (!paused && isOnline() && budget >= 1 && unfinished.size() < WINDOW) {
      budget--;
      publishNew(now);
      paused |= log.sent() >= max;
    }
    unfinishedCount = unfinished.size();
    later(TICK_MILLIS, this::tick);
  }

  private void publishNew(long now) {
    Outgoing next = new Outgoing(log.sending(now), freeId());
    unfinished.put(next.id, next);
    publish(next, false);
  }

  private int freeId() {
    do {
      lastId = lastId == ID_MAX ? 1 : lastId + 1;
    } while (unfinished.containsKey(lastId));
    return lastId;
  }

  private void publish(Outgoing message, boolean dup) {
    message.sentAt = now();
    if (waitingSince == 0) {
      waitingSince = message.sentAt;
      waitingPhase = stage.watch().phases().current();
    }
    boolean retain = Workload.part(message.key.number()) == Workload.Part.RETAINED;
    send(
        Packets.publish(
            stage.workload().topic(message.key),
            message.id,
            qos,
            dup,
            retain,
            stage.workload().payload(message.key)));
  }

  @Override
  void connected(boolean sessionPresent) {
    List<Outgoing> again = new ArrayList<>(unfinished.values());
    for (Outgoing message : again) {
      if (message.released && sessionPresent) {
        send(Packets.reply(MqttMessageType.PUBREL, message.id));
      } else if (message.released) {
        unfinished.remove(message.id);
      } else {
        log.repeated();
        publish(message, sessionPresent);
      }
    }
  }

  @Override
  void received(MqttMessage packet) {
    MqttMessageType type = packet.fixedHeader().messageType();
    switch (type) {
      case PUBACK, PUBREC, PUBCOMP -> acknowledged(type, packet);
      default -> incident(Kind.PROTOCOL, "a publisher got " + type, now());
    }
    unfinishedCount = unfinished.size();
  }

  private void acknowledged(MqttMessageType type, MqttMessage packet) {
    int id = Packets.id(packet);
    int reason = Packets.reason(packet);
    Outgoing message = unfinished.get(id);
    boolean wrongQos = (type == MqttMessageType.PUBACK) != (qos == MqttQoS.AT_LEAST_ONCE);
    if (message == null || wrongQos) {
      // A repeated PUBREC may cross our PUBREL; it is answered again.
      if (type == MqttMessageType.PUBREC && !wrongQos) {
        send(Packets.reply(MqttMessageType.PUBREL, id));
      } else {
        incident(Kind.PROTOCOL, type + " for nothing, packet id " + id, now());
      }
      return;
    }
    if (type == MqttMessageType.PUBCOMP) {
      if (reason == NO_SUCH_ID) {
        count("PUBCOMP with 0x92");
      }
      unfinished.remove(id);
    } else if (reason >= FAILURE) {
      log.refused();
      count(type + " with 0x" + Integer.toHexString(reason));
      unfinished.remove(id);
    } else {
      kept(message, type);
    }
  }

  private void kept(Outgoing message, MqttMessageType type) {
    if (!message.released) {
      long now = now();
      log.acked(message.key.number(), now);
      stage.watch().phases().acked(message.sentAt, waitingSince, waitingPhase);
      waitingSince = 0;
    }
    if (type == MqttMessageType.PUBACK) {
      unfinished.remove(message.id);
    } else {
      message.released = true;
      send(Packets.reply(MqttMessageType.PUBREL, message.id));
    }
    boolean waiting = unfinished.values().stream().anyMatch(other -> !other.released);
    if (waiting && waitingSince == 0) {
      waitingSince = now();
      waitingPhase = stage.watch().phases().current();
    }
  }
}
