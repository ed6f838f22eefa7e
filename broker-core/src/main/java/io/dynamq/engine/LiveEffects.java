package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.observe.DropReason;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Packet;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.routing.Receipt;
import io.dynamq.session.Effects;
import io.dynamq.session.PendingAck;
import io.dynamq.store.Durability;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.topic.TopicName;
import java.util.concurrent.CompletableFuture;

/**
 * Carries out what the session of a connected client wants done: socket, store, hooks, counters. In
 * the mailbox.
 */
final class LiveEffects implements Effects {
  private final Home home;
  private final Core core;
  private final Live live;
  private final DropWords words;
  private int deliveries;

  LiveEffects(Home home, Core core, Live live, DropWords words) {
    this.words = words;
    this.home = home;
    this.core = core;
    this.live = live;
  }

  @Override
  public boolean send(Packet packet) {
    if (packet instanceof Delivery delivery) {
      boolean taken = live.send(live.names().outbound(packet));
      if (taken && delivery.qos() != Qos.AT_MOST_ONCE && !delivery.dup()) {
        core.history.sent(home, delivery.message(), delivery.qos());
      }
      return taken;
    }
    if (packet instanceof Ack ack && ack.code() == ReasonCode.PACKET_IDENTIFIER_IN_USE) {
      core.meters.count(Metric.PACKETS_PUBLISH_INUSE);
    }
    live.answer(packet);
    return true;
  }

  @Override
  public boolean isWritable() {
    return live.connection().isWritable() && live.outbox().hasRoom();
  }

  @Override
  public void publish(Publish publish, TopicName topic, PendingAck ack) {
    live.publishing().publish(publish, topic, ack);
  }

  @Override
  public boolean keeps(Message message, Receipt receipt) {
    return !core.watch.isUnkept(message.topic(), receipt);
  }

  @Override
  public boolean store(StoredMessage message, Receipt receipt) {
    CompletableFuture<Void> write = core.append(home.lease(), message, receipt);
    if (core.isTold(message, receipt)) {
      write = write.thenCompose(done -> told());
      live.outbox().await(write);
    }
    receipt.join(write);
    if (write.isDone() || core.promised(message.message(), receipt) == Durability.STORE) {
      // In the log nobody is ever fenced; such a lease shows at the next call.
      home.guard(write);
    }
    if (receipt.bundle() != null) {
      live.outbox().await(receipt.bundle().kept());
    }
    return !write.isCompletedExceptionally();
  }

  /** Completes when the store has a row of the session that is made from now on; any thread. */
  private CompletableFuture<Void> told() {
    CompletableFuture<Void> told = new CompletableFuture<>();
    home.post(
        Mail.of(
            owner ->
                owner
                    .ownership()
                    .saveSoon(Durability.STORE)
                    .whenComplete(
                        (done, fault) -> {
                          if (fault == null) {
                            told.complete(null);
                          } else {
                            told.completeExceptionally(fault);
                          }
                        })));
    return told;
  }

  @Override
  public void forget(Position position) {
    core.storage.inflight().remove(home.lease(), position);
  }

  @Override
  public void read(Position after, int maxMessages, int maxBytes) {
    live.queueReader().read(after, maxMessages, maxBytes);
  }

  @Override
  public void delivered(Message message) {
    core.meters.count(Metric.MESSAGES_DELIVERED);
    if (Latencies.isSampled(deliveries++)) {
      core.latencies.delivered(live.info(), message);
    }
    core.hooks.messageDelivered(live.info(), message);
  }

  @Override
  public void acked(Message message) {
    core.meters.count(Metric.MESSAGES_ACKED);
    core.hooks.messageAcked(live.info(), message);
    core.history.acknowledged(home, message);
    if (core.tracer.isOn()) {
      core.tracer.acknowledged(home.clientId(), message);
    }
  }

  @Override
  public void dropped(StoredMessage delivery, DropReason reason) {
    if (home.isPersistent()) {
      core.drops.durable(home.clientId(), delivery, reason, words.of(reason));
    } else {
      core.drops.fleeting(home.clientId(), delivery.message(), reason);
    }
  }

  @Override
  public void changed() {
    home.markUnsaved();
  }

  @Override
  public void reading(boolean on) {
    live.gate().windowAllows(on);
  }

  @Override
  public void disconnect(ReasonCode code, String words) {
    live.disconnect(code, words);
  }
}
