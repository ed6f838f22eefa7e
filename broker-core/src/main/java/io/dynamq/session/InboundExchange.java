package io.dynamq.session;

import io.dynamq.message.Qos;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import io.dynamq.topic.TopicName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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

  private static final TopicName[] NO_ALIASES = {};

  private final int version;
  /** What an MQTT 5 client was told; not enforced for MQTT 3, which has none. */
  private final int receiveMaximum;

  private final BitSet received = new BitSet();
  private final BitSet pending = new BitSet();
  private final BitSet doubtful = new BitSet();
  private final ArrayDeque<PendingAck> acks = new ArrayDeque<>();
  private final int topicAliasMaximum;

  /** Null where identifiers are remembered for ever. */
  private final ReleaseTimes releaseTimes;

  private TopicName[] aliases = NO_ALIASES;
  private int quotaUsed;
  private boolean paused;
  private boolean snapshotDoubtful;
  private boolean doubtfulKept;

  InboundExchange(int version, SessionLimits.Receiving limits) {
    this.version = version;
    this.receiveMaximum = limits.maxAwaitingRel();
    this.topicAliasMaximum = version < 5 ? 0 : limits.maxTopicAlias();
    this.releaseTimes =
        limits.awaitRelMillis() == 0 ? null : new ReleaseTimes(limits.awaitRelMillis());
  }

  /** The identifiers to restore may have been released since they were written down. */
  void distrustSnapshot(boolean kept) {
    snapshotDoubtful = true;
    doubtfulKept = kept;
  }

  /**
   * Continues an earlier connection's exchange. It does not count against the receive maximum, which
   * begins anew with each connection [MQTT 5 section 4.9].
   *
   * @param identifiers as {@link #identifiers} gave them
   * @param unsettled as {@link #unsettled} gave them; some may have been settled since
   */
  void restore(List<Integer> identifiers, List<PendingAck> unsettled, long nowMicros) {
    if (releaseTimes != null) {
      releaseTimes.pass(nowMicros, received::clear);
      identifiers.forEach(releaseTimes::began);
    }
    identifiers.forEach(received::set);
    if (snapshotDoubtful) {
      doubtful.or(received);
    }
    for (PendingAck ack : unsettled) {
      boolean failed = ack.isSettled() && ack.code().isError();
      received.set(ack.packetId, ack.isSettled() && !failed);
      doubtful.set(ack.packetId, !failed && (ack.doubtful || snapshotDoubtful));
      if (!ack.isSettled()) {
        ack.unasked = true;
        pending.set(ack.packetId);
        acks.add(ack);
      }
    }
  }

  /** Exactly-once publishes that are not answered yet, and what is doubtful. */
  List<PendingAck> unsettled() {
    List<PendingAck> list = new ArrayList<>();
    acks.stream().filter(ack -> ack.exactlyOnce && !ack.forsaken).forEach(list::add);
    doubtful.stream()
        .filter(id -> !pending.get(id))
        .mapToObj(PendingAck::doubtful)
        .forEach(list::add);
    return list;
  }

  /** Whether some of {@link #identifiers} may have been released, in the client's view. */
  boolean isDoubtful() {
    return doubtfulKept && !doubtful.isEmpty();
  }

  /**
   * Identifiers that must survive, in ascending order. Where not every change is kept, without the
   * doubtful ones: after another death a message may come twice, but a new one must not be taken for
   * an old one.
   */
  List<Integer> identifiers() {
    BitSet all = (BitSet) received.clone();
    all.or(pending);
    acks.stream()
        .filter(ack -> ack.isUnkept() && !ack.forsaken)
        .forEach(ack -> all.clear(ack.packetId));
    if (!doubtfulKept) {
      all.andNot(doubtful);
    }
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
    if (publish.topicAlias() > topicAliasMaximum) {
      return new Rejected(
          ReasonCode.TOPIC_ALIAS_INVALID, "MQTT-3.3.2-9", "topic alias above the maximum");
    }
    TopicName topic = publish.topicAlias() == 0 ? publish.topic() : resolve(publish);
    if (topic == null) {
      return Rejected.protocolError("MQTT-3.3.2-8", "unknown topic alias");
    }
    if (publish.qos() == Qos.AT_MOST_ONCE) {
      out.publish(publish, topic, null);
      return null;
    }
    return receiveAcknowledged(publish, topic, out);
  }

  /** The topic that an alias stands for, from now on if the publish names one; null if unknown. */
  private TopicName resolve(Publish publish) {
    int alias = publish.topicAlias();
    if (publish.topic() == null) {
      return alias < aliases.length ? aliases[alias] : null;
    }
    if (alias >= aliases.length) {
      // Grown by need: most clients that may use 65,535 aliases use none.
      int length = Math.max(alias + 1, Math.min(aliases.length * 2, topicAliasMaximum + 1));
      aliases = Arrays.copyOf(aliases, length);
    }
    aliases[alias] = publish.topic();
    return publish.topic();
  }

  private Rejected receiveAcknowledged(Publish publish, TopicName topic, Effects out) {
    int id = publish.packetId();
    boolean exactlyOnce = publish.qos() == Qos.EXACTLY_ONCE;
    if (exactlyOnce && pending.get(id) && !isForsaken(publish)) {
      asked(id);
      return null;
    }
    if (exactlyOnce && isRecorded(publish)) {
      out.send(Ack.of(Ack.Type.PUBREC, id));
      return null;
    }
    if (version >= 5 && quotaUsed >= receiveMaximum) {
      return new Rejected(
          ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "MQTT-3.3.4-9", "receive maximum exceeded");
    }
    quotaUsed++;
    PendingAck ack = new PendingAck(id, exactlyOnce);
    acks.add(ack);
    if (exactlyOnce) {
      pending.set(id);
    } else if (version >= 5 && isInUse(id)) {
      settled(ack, ReasonCode.PACKET_IDENTIFIER_IN_USE, out);
      return null;
    }
    out.publish(publish, topic, ack);
    if (acks.size() > UNSETTLED_MAX && !paused) {
      paused = true;
      out.reading(false);
    }
    return null;
  }

  /** Whether a QoS 2 publish of this identifier is unfinished, as far as is certain. */
  boolean isInUse(int packetId) {
    return (received.get(packetId) || pending.get(packetId)) && !doubtful.get(packetId);
  }

  /**
   * Whether this is a repetition. A doubtful identifier counts only with DUP, which a client must set
   * when it repeats [MQTT-3.3.1-1]: without, the identifier was free again and this is a new message.
   */
  private boolean isRecorded(Publish publish) {
    int id = publish.packetId();
    if (doubtful.get(id)) {
      doubtful.clear(id);
      received.set(id, publish.dup() && received.get(id));
    }
    return received.get(id);
  }

  /** The same while the exchange of before is not even answered. */
  private boolean isForsaken(Publish publish) {
    int id = publish.packetId();
    boolean forsaken = doubtful.get(id) && !publish.dup();
    doubtful.clear(id);
    if (forsaken) {
      forsake(id);
    }
    return forsaken;
  }

  /** Whatever becomes of the publish that is under way, its identifier is free. */
  private void forsake(int packetId) {
    pending.clear(packetId);
    acks.stream()
        .filter(ack -> ack.exactlyOnce && ack.packetId == packetId)
        .forEach(ack -> ack.forsaken = true);
  }

  private void asked(int packetId) {
    for (PendingAck ack : acks) {
      if (ack.exactlyOnce && ack.packetId == packetId) {
        ack.unasked = false;
      }
    }
  }

  /** As the client counts: an exchange of an earlier connection never raises the quota. */
  private void freeQuota() {
    quotaUsed = Math.max(0, quotaUsed - 1);
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
    if (ack.forsaken) {
      return;
    }
    ReasonCode code = ack.code();
    if (ack.exactlyOnce) {
      pending.clear(ack.packetId);
      if (code.isError()) {
        // Nothing is left to doubt, and a repetition is routed.
        doubtful.clear(ack.packetId);
      } else {
        received.set(ack.packetId);
        if (releaseTimes != null) {
          releaseTimes.began(ack.packetId);
        }
      }
      out.changed();
    }
    if (!ack.exactlyOnce || code.isError()) {
      freeQuota();
    }
    if (ack.unasked) {
      return;
    }
    if (code.isError() && version < 5) {
      // MQTT 3 has no negative acknowledgement; a client tries again when it is back
      // [MQTT-3.3.5-2 of 3.1.1].
      out.disconnect(code, null);
      return;
    }
    Ack.Type type = ack.exactlyOnce ? Ack.Type.PUBREC : Ack.Type.PUBACK;
    out.send(new Ack(type, ack.packetId, code, ack.notice()));
  }

  /** See {@link Session#forgetUnreleased}. */
  int forgetUnreleased(long nowMicros, Effects out) {
    if (releaseTimes == null) {
      return 0;
    }
    int forgotten = releaseTimes.pass(nowMicros, this::forget);
    if (forgotten > 0) {
      out.changed();
    }
    return forgotten;
  }

  private void forget(int packetId) {
    received.clear(packetId);
    doubtful.clear(packetId);
    freeQuota();
  }

  /** PUBREL: the client will not repeat this publish. */
  AckOutcome release(int packetId, Effects out) {
    boolean known = received.get(packetId);
    if (pending.get(packetId) && doubtful.get(packetId)) {
      // Another broker has answered it meanwhile.
      forsake(packetId);
      known = true;
    }
    received.clear(packetId);
    doubtful.clear(packetId);
    if (known) {
      freeQuota();
      if (releaseTimes != null) {
        releaseTimes.released(packetId);
      }
      out.changed();
    }
    ReasonCode code = known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
    out.send(Ack.of(Ack.Type.PUBCOMP, packetId, version < 5 ? ReasonCode.SUCCESS : code));
    return known ? AckOutcome.TAKEN : AckOutcome.MISSED;
  }
}
