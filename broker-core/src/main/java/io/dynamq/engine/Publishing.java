package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.message.MessageIds;
import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.routing.Receipt;
import io.dynamq.session.PendingAck;
import io.dynamq.store.Bundle;
import io.dynamq.store.Durability;
import io.dynamq.topic.TopicName;

/**
 * PUBLISH of one connected client, behind the session: rules, publication, receipt. In the mailbox.
 */
final class Publishing {
  private final Home home;
  private final Core core;
  private final Live live;
  private final MessageIds ids;
  private int receipts;

  Publishing(Home home, Core core, Live live, MessageIds ids) {
    this.home = home;
    this.core = core;
    this.live = live;
    this.ids = ids;
  }

  /**
   * @param sent the name that the client uses
   */
  void publish(Publish publish, TopicName sent, PendingAck ack) {
    TopicName real = core.delayed.real(sent);
    if (real == null) {
      core.meters.count(Metric.MESSAGES_DROPPED);
    }
    ReasonCode refusal =
        real == null
            ? ReasonCode.TOPIC_NAME_INVALID
            : PublishRules.refusal(core, live, publish, real);
    TopicName topic = refusal == null ? live.names().published(sent) : null;
    if (topic == null) {
      ReasonCode code = refusal == null ? ReasonCode.TOPIC_NAME_INVALID : refusal;
      noteRefusal(sent, real, code);
      refuse(code, ack);
      return;
    }
    Message message =
        PublishRules.message(publish, topic, live.info().id().value(), ids.next());
    if (ack == null) {
      if (handOver(message, Receipt.NONE) == ReasonCode.QUOTA_EXCEEDED) {
        // At QoS 1 and 2 the acknowledgement tells; MQTT 3 is closed as it is there.
        live.disconnect(
            ReasonCode.QUOTA_EXCEEDED, "more delayed messages wait than the broker keeps");
      }
      if (core.crowded) {
        slowDown();
      }
      return;
    }
    if (core.full.refuse(message.topic(), core.table)) {
      core.drops.refused(message.sender(), message.topic());
      core.meters.count(Metric.PACKETS_PUBLISH_DROPPED);
      live.settled(ack, ReasonCode.QUOTA_EXCEEDED);
      return;
    }
    Durability durability = core.asked(message);
    boolean bundled = publish.qos() == Qos.EXACTLY_ONCE && durability != Durability.MEMORY;
    // PUBREC promises that a repetition will be recognised, so the identifier is part of it.
    PublishReceipt receipt =
        receipt(message, ack, durability, bundled ? core.storage.bundle(message, durability) : null);
    if (core.watch.refusesBlindly(core.delayed.real(topic), receipt)) {
      core.meters.count(Metric.PACKETS_PUBLISH_DROPPED);
      live.settled(ack, ReasonCode.QUOTA_EXCEEDED);
      return;
    }
    receipt.details(ReceiptDetails.of(message, durability, core.time));
    ReasonCode code = handOver(message, receipt);
    if (core.crowded || receipt.needsStore() && core.storage.health().isSlow()) {
      slowDown();
    }
    if (receipt.seal(code)) {
      receipt.complete();
    }
  }

  private PublishReceipt receipt(
      Message message, PendingAck ack, Durability durability, Bundle bundle) {
    return Latencies.isSampled(receipts++)
        ? new TimedReceipt(
            home, ack, durability, bundle, core.latencies, message.arrivedMicros())
        : new PublishReceipt(home, ack, durability, bundle);
  }

  /**
   * @param real the topic without its delay, null if that is wrong
   */
  private void noteRefusal(TopicName sent, TopicName real, ReasonCode code) {
    String rule = real == null ? null : PublishRules.rule(core, live.info(), code, real);
    if (real != null) {
      core.history.refused(live.info().id().value(), real, code, rule);
    }
    if (core.tracer.isOn()) {
      core.tracer.refused(live.info(), sent.value(), code, rule);
    }
  }

  /** Its client is not read from until there is room again. */
  private void slowDown() {
    live.gate().storeAllows(false);
    core.sessions.slowed(home);
  }

  /** Publishes or keeps; what the publisher is told if all that this needs can be stored. */
  private ReasonCode handOver(Message message, Receipt receipt) {
    if (!core.delayed.claims(message.topic())) {
      int matched = core.publisher.publish(message, receipt);
      receipt.taken(message, matched);
      return matched == 0 ? ReasonCode.NO_MATCHING_SUBSCRIBERS : ReasonCode.SUCCESS;
    }
    ReasonCode refusal = core.delayed.take(message, receipt);
    // A time that is too far ahead stays so however often MQTT 3 repeats it.
    boolean untold =
        refusal == ReasonCode.TOPIC_NAME_INVALID && live.info().protocolVersion() < 5;
    return refusal == null || untold ? ReasonCode.SUCCESS : refusal;
  }

  private void refuse(ReasonCode refusal, PendingAck ack) {
    core.meters.count(
        refusal == ReasonCode.NOT_AUTHORIZED
            ? Metric.PACKETS_PUBLISH_AUTH_ERROR
            : Metric.PACKETS_PUBLISH_DROPPED);
    String fatal = fatal(refusal, ack);
    if (fatal != null) {
      live.disconnect(refusal, fatal);
    } else if (ack != null) {
      // MQTT 3 cannot be told; it is acknowledged so that it does not repeat itself for ever.
      live.settled(ack, live.info().protocolVersion() < 5 ? ReasonCode.SUCCESS : refusal);
    }
  }

  /** Why a refusal ends the connection, null if it does not. */
  private String fatal(ReasonCode refusal, PendingAck ack) {
    return switch (refusal) {
      case NOT_AUTHORIZED ->
          live.zone().guard().ends(live.permissions()) ? "not allowed to publish there" : null;
      case QOS_NOT_SUPPORTED -> "the quality of service is above the maximum told in CONNACK";
      case RETAIN_NOT_SUPPORTED -> "retain is not available, as CONNACK told";
      // There is no other way to tell who has not asked for an acknowledgement.
      case PAYLOAD_FORMAT_INVALID -> ack == null ? "the payload is not the UTF-8 it claims" : null;
      default -> null;
    };
  }
}
