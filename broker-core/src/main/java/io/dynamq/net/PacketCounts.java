package io.dynamq.net;

import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Auth;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Connect;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Packet;
import io.dynamq.packet.Ping;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import io.dynamq.packet.RejectedConnect;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.Subscribe;
import io.dynamq.packet.UnsubAck;
import io.dynamq.packet.Unsubscribe;
import java.util.List;

/** Which of EMQX's counters a packet moves, in either direction. */
final class PacketCounts {
  private PacketCounts() {}

  static void received(Inbound inbound, Tally tally) {
    if (!(inbound instanceof Packet packet)) {
      tally.count(Metric.PACKETS_MALFORMED);
      if (why(inbound).code() == ReasonCode.PACKET_TOO_LARGE) {
        tally.count(Metric.LIMITS_PACKET_SIZE);
      }
      return;
    }
    tally.count(Metric.PACKETS_RECEIVED);
    if (packet instanceof Publish publish) {
      tally.count(Metric.PACKETS_PUBLISH_RECEIVED);
      tally.count(Metric.MESSAGES_RECEIVED);
      tally.count(messagesReceived(publish.qos()));
    } else {
      tally.count(receivedMetric(packet));
    }
  }

  private static Rejected why(Inbound inbound) {
    return inbound instanceof RejectedConnect connect ? connect.why() : (Rejected) inbound;
  }

  private static Metric receivedMetric(Packet packet) {
    if (packet instanceof Ack ack) {
      return switch (ack.type()) {
        case PUBACK -> Metric.PACKETS_PUBACK_RECEIVED;
        case PUBREC -> Metric.PACKETS_PUBREC_RECEIVED;
        case PUBREL -> Metric.PACKETS_PUBREL_RECEIVED;
        case PUBCOMP -> Metric.PACKETS_PUBCOMP_RECEIVED;
      };
    } else if (packet instanceof Connect) {
      return Metric.PACKETS_CONNECT_RECEIVED;
    } else if (packet instanceof Subscribe) {
      return Metric.PACKETS_SUBSCRIBE_RECEIVED;
    } else if (packet instanceof Unsubscribe) {
      return Metric.PACKETS_UNSUBSCRIBE_RECEIVED;
    } else if (packet instanceof Disconnect) {
      return Metric.PACKETS_DISCONNECT_RECEIVED;
    }
    return packet instanceof Auth ? Metric.PACKETS_AUTH_RECEIVED : Metric.PACKETS_PINGREQ_RECEIVED;
  }

  static void sent(Packet packet, Tally tally) {
    tally.count(Metric.PACKETS_SENT);
    if (packet instanceof Delivery delivery) {
      tally.count(Metric.PACKETS_PUBLISH_SENT);
      tally.count(Metric.MESSAGES_SENT);
      tally.count(messagesSent(delivery.qos()));
    } else if (packet instanceof Ack ack) {
      ackSent(ack, tally);
    } else {
      tally.count(sentMetric(packet));
      refusalsSent(packet, tally);
    }
  }

  private static void ackSent(Ack ack, Tally tally) {
    tally.count(
        switch (ack.type()) {
          case PUBACK -> Metric.PACKETS_PUBACK_SENT;
          case PUBREC -> Metric.PACKETS_PUBREC_SENT;
          case PUBREL -> Metric.PACKETS_PUBREL_SENT;
          case PUBCOMP -> Metric.PACKETS_PUBCOMP_SENT;
        });
    if (ack.code().isError() && (ack.type() == Ack.Type.PUBACK || ack.type() == Ack.Type.PUBREC)) {
      // Most refused publishes get no answer that says so; the engine counts the reasons.
      tally.count(Metric.PACKETS_PUBLISH_ERROR);
    }
  }

  private static Metric sentMetric(Packet packet) {
    if (packet instanceof ConnAck) {
      return Metric.PACKETS_CONNACK_SENT;
    } else if (packet instanceof SubAck) {
      return Metric.PACKETS_SUBACK_SENT;
    } else if (packet instanceof UnsubAck) {
      return Metric.PACKETS_UNSUBACK_SENT;
    } else if (packet instanceof Disconnect) {
      return Metric.PACKETS_DISCONNECT_SENT;
    }
    return packet == Ping.RESPONSE ? Metric.PACKETS_PINGRESP_SENT : Metric.PACKETS_AUTH_SENT;
  }

  private static void refusalsSent(Packet packet, Tally tally) {
    if (packet instanceof ConnAck connAck) {
      refused(
          connAck.code(), Metric.PACKETS_CONNACK_ERROR, Metric.PACKETS_CONNACK_AUTH_ERROR, tally);
    } else if (packet instanceof SubAck subAck) {
      ReasonCode worst = worst(subAck.codes());
      refused(worst, Metric.PACKETS_SUBSCRIBE_ERROR, Metric.PACKETS_SUBSCRIBE_AUTH_ERROR, tally);
    } else if (packet instanceof UnsubAck unsubAck && worst(unsubAck.codes()).isError()) {
      tally.count(Metric.PACKETS_UNSUBSCRIBE_ERROR);
    }
  }

  private static void refused(ReasonCode code, Metric error, Metric authError, Tally tally) {
    if (!code.isError()) {
      return;
    }
    tally.count(error);
    if (code == ReasonCode.NOT_AUTHORIZED || code == ReasonCode.BAD_USER_NAME_OR_PASSWORD) {
      tally.count(authError);
    }
  }

  /** The refusal among the codes, a missing authorisation before any other; else success. */
  private static ReasonCode worst(List<ReasonCode> codes) {
    ReasonCode worst = ReasonCode.SUCCESS;
    for (ReasonCode code : codes) {
      if (code == ReasonCode.NOT_AUTHORIZED || code.isError() && !worst.isError()) {
        worst = code;
      }
    }
    return worst;
  }

  private static Metric messagesReceived(Qos qos) {
    return switch (qos) {
      case AT_MOST_ONCE -> Metric.MESSAGES_QOS0_RECEIVED;
      case AT_LEAST_ONCE -> Metric.MESSAGES_QOS1_RECEIVED;
      case EXACTLY_ONCE -> Metric.MESSAGES_QOS2_RECEIVED;
    };
  }

  private static Metric messagesSent(Qos qos) {
    return switch (qos) {
      case AT_MOST_ONCE -> Metric.MESSAGES_QOS0_SENT;
      case AT_LEAST_ONCE -> Metric.MESSAGES_QOS1_SENT;
      case EXACTLY_ONCE -> Metric.MESSAGES_QOS2_SENT;
    };
  }
}
