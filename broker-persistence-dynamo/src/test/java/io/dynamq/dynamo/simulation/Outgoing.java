package io.dynamq.dynamo.simulation;

import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What a client has published and is not done with, over all its connections. */
final class Outgoing {
  /** As few as make identifiers come round often. */
  private static final int PACKET_IDS = 8;

  private static final class Open {
    final Sent message;
    final boolean retain;
    boolean received;

    Open(Sent message, boolean retain) {
      this.message = message;
      this.retain = retain;
    }
  }

  private final Map<Integer, Open> open = new LinkedHashMap<>();
  private final Schedule schedule;
  private final String client;
  private int last;

  Outgoing(Schedule schedule, String client) {
    this.schedule = schedule;
    this.client = client;
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  int size() {
    return open.size();
  }

  /** The session is gone, and with it what was under way. */
  void clear() {
    open.clear();
  }

  void publish(Sent message, boolean retain, Consumer<Inbound> wire) {
    int packetId = 0;
    if (message.qos > 0) {
      do {
        last = last % PACKET_IDS + 1;
      } while (open.containsKey(last));
      packetId = last;
      open.put(packetId, new Open(message, retain));
    }
    wire.accept(packet(message, retain, packetId, false));
  }

  boolean isFull() {
    return open.size() == PACKET_IDS;
  }

  private static Publish packet(Sent message, boolean retain, int packetId, boolean dup) {
    return new Publish(
        dup,
        Qos.of(message.qos),
        retain,
        message.publishedAs(),
        packetId,
        0,
        message.expirySeconds,
        MessageProperties.NONE,
        message.payload().getBytes(StandardCharsets.UTF_8));
  }

  /** The session goes on in another connection. */
  void repeat(Node node, Consumer<Inbound> wire) {
    open.forEach(
        (packetId, one) -> {
          if (one.received) {
            wire.accept(Ack.of(Ack.Type.PUBREL, packetId));
          } else {
            one.message.sentTo(node);
            one.message.repeated = true;
            wire.accept(packet(one.message, one.retain, packetId, true));
          }
        });
  }

  void answered(Ack ack, Consumer<Inbound> wire) {
    Open one = open.get(ack.packetId());
    if (one == null) {
      throw new AssertionError(client + " did not ask for " + ack);
    }
    boolean refused = ack.code().isError();
    one.message.refused |= refused;
    if (refused || ack.type() == Ack.Type.PUBACK || ack.type() == Ack.Type.PUBCOMP) {
      open.remove(ack.packetId());
    }
    if (ack.type() == Ack.Type.PUBCOMP || refused) {
      check(ack);
      return;
    }
    if (!one.message.isAcknowledged()) {
      one.message.acknowledged = schedule.micros();
    }
    if (ack.type() == Ack.Type.PUBREC) {
      one.received = true;
      wire.accept(Ack.of(Ack.Type.PUBREL, ack.packetId()));
    }
  }

  private void check(Ack ack) {
    ReasonCode code = ack.code();
    boolean allowed =
        code == ReasonCode.SUCCESS
            || code == ReasonCode.QUOTA_EXCEEDED
            || code == ReasonCode.UNSPECIFIED_ERROR
            || code == ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR
            || ack.type() == Ack.Type.PUBCOMP && code == ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
    if (!allowed) {
      throw new AssertionError(client + " got " + ack);
    }
  }
}
