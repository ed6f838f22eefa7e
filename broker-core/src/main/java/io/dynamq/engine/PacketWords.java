package io.dynamq.engine;

import io.dynamq.message.Qos;
import io.dynamq.message.Texts;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Auth;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Connect;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Notice;
import io.dynamq.packet.Ping;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import io.dynamq.packet.RejectedConnect;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.Subscribe;
import io.dynamq.packet.UnsubAck;
import io.dynamq.packet.Unsubscribe;
import io.dynamq.packet.Will;
import java.util.List;
import java.util.stream.Collectors;

/** A packet in one line, without payloads, passwords and authentication data. */
final class PacketWords {

  private PacketWords() {}

  static String of(Inbound packet) {
    if (packet instanceof Publish publish) {
      return of(publish);
    }
    if (packet instanceof Delivery delivery) {
      return of(delivery);
    }
    if (packet instanceof Ack ack) {
      return ack.type() + " id=" + ack.packetId() + code(ack.code());
    }
    if (packet instanceof Ping) {
      return packet == Ping.REQUEST ? "PINGREQ" : "PINGRESP";
    }
    if (packet instanceof Connect connect) {
      return of(connect);
    }
    if (packet instanceof ConnAck connAck) {
      return "CONNACK session_present=" + connAck.sessionPresent()
          + code(connAck.code()) + notice(connAck.properties().notice());
    }
    if (packet instanceof Disconnect disconnect) {
      return "DISCONNECT" + code(disconnect.code()) + notice(disconnect.notice());
    }
    if (packet instanceof Auth auth) {
      return "AUTH method=" + quoted(auth.method()) + code(auth.code());
    }
    return ofSubscriptions(packet);
  }

  private static String ofSubscriptions(Inbound packet) {
    if (packet instanceof Subscribe subscribe) {
      return "SUBSCRIBE id=" + subscribe.packetId() + " "
          + subscribe.entries().stream()
              .map(one -> quoted(one.filter()) + " qos=" + (one.options() & 3))
              .collect(Collectors.joining(", "));
    }
    if (packet instanceof SubAck subAck) {
      return "SUBACK id=" + subAck.packetId() + " " + codes(subAck.codes());
    }
    if (packet instanceof Unsubscribe unsubscribe) {
      return "UNSUBSCRIBE id=" + unsubscribe.packetId() + " "
          + unsubscribe.filters().stream()
              .map(PacketWords::quoted)
              .collect(Collectors.joining(", "));
    }
    if (packet instanceof UnsubAck unsubAck) {
      return "UNSUBACK id=" + unsubAck.packetId() + " " + codes(unsubAck.codes());
    }
    if (packet instanceof RejectedConnect rejected) {
      return "CONNECT that is wrong: " + of(rejected.why());
    }
    return packet instanceof Rejected rejected ? of(rejected) : packet.getClass().getSimpleName();
  }

  private static String of(Rejected rejected) {
    String statement = rejected.statement().isEmpty() ? "" : " [" + rejected.statement() + "]";
    return hex(rejected.code()) + " " + Texts.visible(rejected.words()) + statement;
  }

  private static String of(Connect connect) {
    Will will = connect.will();
    return "CONNECT version=" + connect.version()
        + " clean_start=" + connect.cleanStart()
        + " keepalive=" + connect.keepAliveSeconds()
        + " username=" + (connect.username() == null ? "none" : quoted(connect.username()))
        + " password=" + (connect.password() == null ? "none" : "given")
        + (connect.version() == 5 ? " expiry=" + connect.options().sessionExpirySeconds() : "")
        + (will == null
            ? ""
            : " will=" + quoted(will.topic().value()) + " will_qos=" + will.qos().value());
  }

  private static String of(Publish publish) {
    return "PUBLISH" + head(publish.qos(), publish.packetId(), publish.dup(), publish.retain())
        + " topic=" + (publish.topic() == null ? "none" : quoted(publish.topic().value()))
        + (publish.topicAlias() == 0 ? "" : " alias=" + publish.topicAlias())
        + " bytes=" + publish.payload().length;
  }

  private static String of(Delivery delivery) {
    return "PUBLISH" + head(delivery.qos(), delivery.packetId(), delivery.dup(), delivery.retain())
        + " topic=" + quoted(delivery.message().topic().value())
        + (delivery.topicAlias() == 0 ? "" : " alias=" + delivery.topicAlias())
        + " bytes=" + delivery.message().payload().length
        + " msgid=" + delivery.message().id().toHex();
  }

  private static String head(Qos qos, int packetId, boolean dup, boolean retain) {
    return " qos=" + qos.value()
        + (packetId == 0 ? "" : " id=" + packetId)
        + (dup ? " dup" : "")
        + (retain ? " retain" : "");
  }

  /** With its number, so that it can be found in the specification. */
  static String hex(ReasonCode code) {
    return "0x%02X %s".formatted(code.value(), code.words());
  }

  private static String code(ReasonCode code) {
    return code == ReasonCode.SUCCESS ? "" : " code=" + hex(code);
  }

  private static String codes(List<ReasonCode> codes) {
    return codes.stream().map(PacketWords::hex).collect(Collectors.joining(", "));
  }

  private static String notice(Notice notice) {
    return notice.reasonString() == null ? "" : " reason=" + quoted(notice.reasonString());
  }

  /** What a peer has chosen, so that it cannot look like words of ours. */
  static String quoted(String text) {
    return '"' + Texts.visible(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
