package io.dynamq.codec;

import io.dynamq.packet.Ack;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Notice;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.UnsubAck;

/**
 * MQTT 3.1 and 3.1.1: no properties, hardly any code.
 *
 * @param sessionPresentKnown false for MQTT 3.1, where the byte is reserved
 */
record Mqtt3Format(boolean sessionPresentKnown) implements BodyFormat {
  private static final int FAILURE = 0x80;

  @Override
  public void publishHead(Delivery delivery, WireSink out) {
    out.text(delivery.message().topic().value());
    if (delivery.qos().isAcknowledged()) {
      out.u16(delivery.packetId());
    }
  }

  @Override
  public void ack(Ack ack, Notice notice, WireSink out) {
    out.u16(ack.packetId());
  }

  @Override
  public void connAck(ConnAck connAck, Notice notice, WireSink out) {
    // A refusal never claims a session [MQTT-3.2.2-6].
    boolean present = connAck.sessionPresent() && !connAck.code().isError();
    out.u8(present && sessionPresentKnown ? 1 : 0);
    out.u8(connAck.code().connectReturnCode());
  }

  @Override
  public void subAck(SubAck subAck, Notice notice, WireSink out) {
    out.u16(subAck.packetId());
    for (ReasonCode code : subAck.codes()) {
      out.u8(code.isError() ? FAILURE : code.value());
    }
  }

  @Override
  public void unsubAck(UnsubAck unsubAck, Notice notice, WireSink out) {
    out.u16(unsubAck.packetId());
  }
}
