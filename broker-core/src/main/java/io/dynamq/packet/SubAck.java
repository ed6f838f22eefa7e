package io.dynamq.packet;

import java.util.List;

/** SUBACK [MQTT section 3.9]: one code per filter, in order; MQTT 3 knows 0, 1, 2 and 0x80. */
public record SubAck(int packetId, List<ReasonCode> codes, Notice notice) implements Packet {
  public SubAck {
    codes = List.copyOf(codes);
  }
}
