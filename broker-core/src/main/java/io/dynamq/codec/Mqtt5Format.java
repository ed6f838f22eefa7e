package io.dynamq.codec;

import io.dynamq.packet.Ack;
import io.dynamq.packet.Auth;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.ConnAckProperties;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Notice;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.UnsubAck;

/** MQTT 5, with its short forms where there is nothing to say. */
final class Mqtt5Format implements BodyFormat {

  /** A packet's own properties beside the notice, which may have been shortened. */
  private record With<T>(T packet, Notice notice) {}

  @Override
  public void publishHead(Delivery delivery, WireSink out) {
    out.text(delivery.topicOmitted() ? "" : delivery.message().topic().value());
    if (delivery.qos().isAcknowledged()) {
      out.u16(delivery.packetId());
    }
    out.properties(Mqtt5Properties::publish, delivery);
  }

  @Override
  public void ack(Ack ack, Notice notice, WireSink out) {
    out.u16(ack.packetId());
    if (ack.code() == ReasonCode.SUCCESS && notice.isEmpty()) {
      return;
    }
    out.u8(ack.code().value());
    if (!notice.isEmpty()) {
      out.properties(Mqtt5Properties::notice, notice);
    }
  }

  @Override
  public void connAck(ConnAck connAck, Notice notice, WireSink out) {
    // A refusal never claims a session [MQTT-3.2.2-6].
    out.u8(connAck.sessionPresent() && !connAck.code().isError() ? 1 : 0);
    out.u8(connAck.code().value());
    out.properties(Mqtt5Format::connAckProperties, new With<>(connAck.properties(), notice));
  }

  @Override
  public void subAck(SubAck subAck, Notice notice, WireSink out) {
    out.u16(subAck.packetId());
    out.properties(Mqtt5Properties::notice, notice);
    for (ReasonCode code : subAck.codes()) {
      out.u8(code.value());
    }
  }

  @Override
  public void unsubAck(UnsubAck unsubAck, Notice notice, WireSink out) {
    out.u16(unsubAck.packetId());
    out.properties(Mqtt5Properties::notice, notice);
    for (ReasonCode code : unsubAck.codes()) {
      out.u8(code.value());
    }
  }

  static void disconnect(Disconnect disconnect, Notice notice, WireSink out) {
    boolean bare = notice.isEmpty() && disconnect.serverReference() == null;
    if (bare && disconnect.code() == ReasonCode.SUCCESS) {
      return;
    }
    out.u8(disconnect.code().value());
    if (!bare) {
      out.properties(Mqtt5Format::disconnectProperties, new With<>(disconnect, notice));
    }
  }

  static void auth(Auth auth, Notice notice, WireSink out) {
    out.u8(auth.code().value());
    out.properties(Mqtt5Format::authProperties, new With<>(auth, notice));
  }

  private static void connAckProperties(With<ConnAckProperties> with, WireSink out) {
    Mqtt5Properties.connAck(with.packet, out);
    Mqtt5Properties.notice(with.notice, out);
  }

  private static void disconnectProperties(With<Disconnect> with, WireSink out) {
    Mqtt5Properties.disconnect(with.packet, out);
    Mqtt5Properties.notice(with.notice, out);
  }

  private static void authProperties(With<Auth> with, WireSink out) {
    Mqtt5Properties.auth(with.packet, out);
    Mqtt5Properties.notice(with.notice, out);
  }
}
