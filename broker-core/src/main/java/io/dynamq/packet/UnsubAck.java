package io.dynamq.packet;

import java.util.List;

/** UNSUBACK [MQTT section 3.11]; the codes are written in MQTT 5 only. */
public record UnsubAck(int packetId, List<ReasonCode> codes, Notice notice) implements Packet {
  public UnsubAck {
    codes = List.copyOf(codes);
  }
}
