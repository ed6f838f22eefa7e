package io.dynamq.session;

import io.dynamq.message.Qos;
import io.dynamq.packet.Ack;
import io.dynamq.packet.ReasonCode;
import java.util.function.Consumer;

/** What the client answers to deliveries: PUBACK, PUBREC, PUBCOMP. */
final class DeliveryAcks {
  private final int version;
  private final OutboundWindow window;
  private final Effects out;
  private final Consumer<OutboundWindow.Entry> finish;

  /**
   * @param finish called once for each delivery whose message is no longer needed
   */
  DeliveryAcks(
      int version, OutboundWindow window, Effects out, Consumer<OutboundWindow.Entry> finish) {
    this.version = version;
    this.window = window;
    this.out = out;
    this.finish = finish;
  }

  /**
   * Takes an answer. One that no delivery waits for changes nothing; one of the wrong kind for the
   * delivery that it names is a protocol error and ends the connection [MQTT-4.3.2-3, 4.3.3-4].
   */
  AckOutcome received(Ack ack) {
    OutboundWindow.Entry entry = window.get(ack.packetId());
    return switch (ack.type()) {
      case PUBACK -> pubAck(entry);
      case PUBREC -> pubRec(entry, ack);
      case PUBCOMP -> pubComp(entry);
      case PUBREL -> throw new IllegalArgumentException("PUBREL answers no delivery");
    };
  }

  private AckOutcome pubAck(OutboundWindow.Entry entry) {
    if (entry == null) {
      return AckOutcome.MISSED;
    }
    if (entry.isReleased() || isOf(Qos.EXACTLY_ONCE, entry)) {
      return refuse("PUBACK for a QoS 2 delivery");
    }
    if (!isOf(Qos.AT_LEAST_ONCE, entry)) {
      return AckOutcome.IN_USE;
    }
    finish.accept(entry);
    window.close(entry);
    return AckOutcome.TAKEN;
  }

  /** False also while the message is unread from the store: then its level is not known. */
  private static boolean isOf(Qos qos, OutboundWindow.Entry entry) {
    return entry.message() != null && entry.message().qos() == qos;
  }

  private AckOutcome refuse(String words) {
    out.disconnect(ReasonCode.PROTOCOL_ERROR, words);
    return AckOutcome.IN_USE;
  }

  private AckOutcome pubRec(OutboundWindow.Entry entry, Ack ack) {
    if (entry == null) {
      ReasonCode code =
          version < 5 ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
      out.send(Ack.of(Ack.Type.PUBREL, ack.packetId(), code));
      return AckOutcome.MISSED;
    }
    if (entry.isReleased()) {
      out.send(Ack.of(Ack.Type.PUBREL, ack.packetId()));
      return AckOutcome.IN_USE;
    }
    if (isOf(Qos.AT_LEAST_ONCE, entry)) {
      return refuse("PUBREC for a QoS 1 delivery");
    }
    if (!isOf(Qos.EXACTLY_ONCE, entry)) {
      return AckOutcome.IN_USE;
    }
    finish.accept(entry);
    if (ack.code().isError()) {
      // The client refuses the message: the exchange ends here [MQTT-4.3.3-4 does not apply].
      window.close(entry);
    } else {
      entry.release();
      out.send(Ack.of(Ack.Type.PUBREL, ack.packetId()));
    }
    return AckOutcome.TAKEN;
  }

  private AckOutcome pubComp(OutboundWindow.Entry entry) {
    if (entry == null) {
      return AckOutcome.MISSED;
    }
    if (!entry.isReleased()) {
      return entry.message() == null
          ? AckOutcome.IN_USE
          : refuse("PUBCOMP for a delivery that is not released");
    }
    window.close(entry);
    return AckOutcome.TAKEN;
  }
}
