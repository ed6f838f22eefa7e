package io.dynamq.engine;

import io.dynamq.message.Qos;
import io.dynamq.packet.Ack;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Packet;
import io.dynamq.packet.ReasonCode;
import io.dynamq.store.Durability;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The way of packets to the connection. Some say something that must be true after the broker's
 * death too: CONNACK that there is a session, QoS 2 deliveries, PUBREL and PUBCOMP that an identifier
 * is used, or free. Else a message of QoS 2 could come twice, or a new one be taken for an old one.
 * Where the durability mode promises to keep things, these packets wait until the session's row is
 * kept, once per batch, and what must not overtake them waits too. In the mailbox.
 */
final class Outbox {
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  /** Packets that may wait here; then the session stops sending as for a full socket. */
  private static final int FULL = 1_000;

  private final Home home;
  private final Live live;
  private final Connection connection;
  private final Tracer tracer;
  private final Durability durability;
  private final boolean holds;
  private final ArrayDeque<Batch> waiting = new ArrayDeque<>(0);
  private List<Packet> collected = new ArrayList<>(0);
  private boolean collectedPromises;
  private List<CompletableFuture<Void>> writes = new ArrayList<>(0);
  private int held;
  private boolean wasFull;
  private boolean welcomed;

  private record Batch(List<Packet> packets, CompletableFuture<Void> kept) {}

  /**
   * @param holds whether anything has to be kept: the session, or that the one before it is over
   */
  Outbox(Home home, Live live, Tracer tracer, Durability durability, boolean holds) {
    this.home = home;
    this.live = live;
    this.connection = live.connection();
    this.tracer = tracer;
    this.durability = durability;
    this.holds = holds && durability != Durability.MEMORY;
  }

  /** False if it is larger than the client takes; then it is gone. */
  boolean send(Packet packet) {
    if (!holds) {
      return write(packet);
    }
    boolean promises = promises(packet);
    if (!promises && (held == 0 || welcomed && passes(packet))) {
      return write(packet);
    }
    if (packet instanceof Delivery && !connection.fits(packet)) {
      return false;
    }
    if (collected.isEmpty()) {
      home.ownership().endBatchSoon();
    }
    collected.add(packet);
    collectedPromises |= promises;
    held++;
    return true;
  }

  private boolean write(Packet packet) {
    welcomed |= packet instanceof ConnAck;
    boolean taken = connection.send(packet);
    if (taken && tracer.isOn()) {
      tracer.sent(live.info(), packet);
    }
    return taken;
  }

  private static boolean promises(Packet packet) {
    if (packet instanceof Delivery delivery) {
      return delivery.qos() == Qos.EXACTLY_ONCE;
    }
    if (packet instanceof Ack ack) {
      return switch (ack.type()) {
        case PUBREL, PUBCOMP -> true;
        // A good PUBREC has waited for its receipt, of which the identifier is a part.
        case PUBREC -> ack.code().isError();
        case PUBACK -> false;
      };
    }
    return packet instanceof ConnAck;
  }

  /**
   * Whether a packet may leave before others that wait. Deliveries of QoS 1 may not: those of QoS 1
   * and 2 are sent again in the order in which they were sent first [MQTT-4.6.0-1]. Nor what uses a
   * topic alias that one before it may be about to tell, nor PUBREC, whose order is that of the
   * PUBLISH packets [MQTT-4.6.0-3].
   */
  private static boolean passes(Packet packet) {
    if (packet instanceof Delivery delivery) {
      return delivery.qos() == Qos.AT_MOST_ONCE && delivery.topicAlias() == 0;
    }
    return !(packet instanceof Ack ack) || ack.type() == Ack.Type.PUBACK;
  }

  /** Whether CONNACK has left, before which nothing else may. */
  boolean isWelcomed() {
    return welcomed;
  }

  /** False while so much waits that the session should not add to it. */
  boolean hasRoom() {
    wasFull |= held >= FULL;
    return held < FULL;
  }

  /** Whether the session was told to wait and may go on. */
  boolean takeRoomAgain() {
    boolean again = wasFull && held < FULL;
    wasFull &= !again;
    return again;
  }

  /** A delivery that is to be sent speaks of this, so it must be kept before that leaves. */
  void await(CompletableFuture<Void> write) {
    if (holds && !isKept(write)) {
      writes.add(write);
    }
  }

  /** What was sent since the last call waits for the session's row from now on. */
  void endBatch() {
    if (collected.isEmpty()) {
      return;
    }
    CompletableFuture<Void> kept =
        collectedPromises ? kept(home.ownership().saveSoon(durability)) : DONE;
    waiting.add(new Batch(collected, kept));
    collected = new ArrayList<>();
    collectedPromises = false;
    home.ownership().saveIfAsked();
    if (!kept.isDone()) {
      // An empty mail: what is kept by then is released after it.
      kept.whenComplete((done, fault) -> home.post(Mail.of(h -> {})));
    }
  }

  private CompletableFuture<Void> kept(CompletableFuture<Void> row) {
    writes.removeIf(Outbox::isKept);
    if (writes.isEmpty()) {
      return row;
    }
    // They stay until they are kept: what waits for room in the window is sent by a later batch.
    List<CompletableFuture<Void>> all = new ArrayList<>(writes);
    all.add(row);
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  private static boolean isKept(CompletableFuture<Void> write) {
    return write.isDone() && !write.isCompletedExceptionally();
  }

  /** Writes what may leave. */
  void release() {
    while (!waiting.isEmpty() && waiting.peek().kept.isDone()) {
      Batch batch = waiting.poll();
      held -= batch.packets.size();
      if (batch.kept.isCompletedExceptionally()) {
        waiting.clear();
        // Nothing may be said that is not kept; the client comes back and asks again.
        live.disconnect(ReasonCode.UNSPECIFIED_ERROR, "session store failed");
        return;
      }
      batch.packets.forEach(this::write);
    }
  }
}
