package io.dynamq.session;

import io.dynamq.message.Qos;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Notice;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import io.dynamq.topic.TopicName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The receiving half: what the client publishes to us.
 *
 * <p>QoS 2 is remembered by packet identifier from the first PUBLISH until PUBREL, so a repeated
 * PUBLISH is answered but not routed again [MQTT-4.3.3-10..13]. {@code received} holds identifiers
 * whose PUBREC has left, {@code pending} those whose promise is still awaited; together they are the
 * exactly-once memory that a snapshot keeps.
 */
final class InboundExchange {
  /** Reading stops above this many unsettled acknowledgements and resumes at half of it. */
  private static final int UNSETTLED_MAX = 1_000;

  private final int version;
  private final int receiveMaximum;
  private final BitSet received = new BitSet();
  private final BitSet pending = new BitSet();
  private final ArrayDeque<PendingAck> acks = new ArrayDeque<>();
  private final TopicName[] aliases;
  private boolean paused;

  /**
   * @param receiveMaximum what an MQTT 5 client was told; not enforced for MQTT 3, which has none
   */
  InboundExchange(int version, int receiveMaximum, int topicAliasMaximum) {
    this.version = version;
    this.receiveMaximum = receiveMaximum;
    this.aliases = version < 5 ? null : new TopicName[Math.min(topicAliasMaximum, 65_535) + 1];
  }

  void restore(List<Integer> identifiers) {
    identifiers.forEach(received::set);
  }

  /** Identifiers that must survive, in ascending order. */
  List<Integer> identifiers() {
    BitSet all = (BitSet) received.clone();
    all.or(pending);
    List<Integer> list = new ArrayList<>(all.cardinality());
    all.stream().forEach(list::add);
    return list;
  }

  /** QoS 2 publishes whose PUBREL is missing. */
  int awaitingRelease() {
    return received.cardinality() + pending.cardinality();
  }

  /**
   * Takes a PUBLISH.
   *
   * @return why the client must be disconnected, or null
   */
  Rejected receive(Publish publish, Effects out) {
    TopicName topic = publish.topic();
    if (publish.topicAlias() != 0) {
      if (aliases == null || publish.topicAlias() >= aliases.length) {
        return new Rejected(
            ReasonCode.TOPIC_ALIAS_INVALID, "MQTT-3.3.2-9", "topic alias above the maximum");
      }
      if (topic == null) {
        topic = aliases[publish.topicAlias()];
      } else {
        aliases[publish.topicAlias()] = topic;
      }
    }
    if (topic == null) {
      return Rejected.protocolError("MQTT-3.3.2-8", "unknown topic alias");
    }
    if (publish.qos() == Qos.AT_MOST_ONCE) {
      out.publish(publish, topic, null);
      return null;
    }
    return receiveAcknowledged(publish, topic, out);
  }

  private Rejected receiveAcknowledged(Publish publish, TopicName topic, Effects out) {
    int id = publish.packetId();
    boolean exactlyOnce = publish.qos() == Qos.EXACTLY_ONCE;
    if (exactlyOnce && pending.get(id)) {
      return null;
    }
    if (exactlyOnce && received.get(id)) {
      out.send(Ack.of(Ack.Type.PUBREC, id));
      return null;
    }
    if (version >= 5 && outstanding() >= receiveMaximum) {
      return new Rejected(
          ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "MQTT-3.3.4-9", "receive maximum exceeded");
    }
    PendingAck ack = new PendingAck(id, exactlyOnce);
    if (exactlyOnce) {
      pending.set(id);
    }
    acks.add(ack);
    out.publish(publish, topic, ack);
    if (acks.size() > UNSETTLED_MAX && !paused) {
      paused = true;
      out.reading(false);
    }
    return null;
  }

  private int outstanding() {
    // Exactly-once publishes that are still pending are in both collections; count them once.
    return acks.size() + received.cardinality();
  }

  /** The promise of one publish holds, or never will. */
  void settled(PendingAck ack, ReasonCode code, Effects out) {
    ack.settle(code);
    while (!acks.isEmpty() && acks.peek().isSettled()) {
      answer(acks.poll(), out);
    }
    if (paused && acks.size() <= UNSETTLED_MAX / 2) {
      paused = false;
      out.reading(true);
    }
  }

  private void answer(PendingAck ack, Effects out) {
    ReasonCode code = ack.code();
    if (ack.exactlyOnce) {
      pending.clear(ack.packetId);
      if (!code.isError()) {
        received.set(ack.packetId);
      }
      out.changed();
    }
    // MQTT 3 has no negative acknowledgement: silence makes the client try again.
    if (!code.isError() || version >= 5) {
      Ack.Type type = ack.exactlyOnce ? Ack.Type.PUBREC : Ack.Type.PUBACK;
      out.send(new Ack(type, ack.packetId, code, Notice.NONE));
    }
  }

  /** PUBREL: the client will not repeat this publish. */
  void release(int packetId, Effects out) {
    boolean known = received.get(packetId);
    received.clear(packetId);
    if (known) {
      out.changed();
    }
    ReasonCode code = known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
    out.send(Ack.of(Ack.Type.PUBCOMP, packetId, version < 5 ? ReasonCode.SUCCESS : code));
  }
}
