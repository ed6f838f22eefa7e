package io.dynamq.engine;

import io.dynamq.packet.Ack;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Packet;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.UnsubAck;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The reason codes that each packet of an MQTT 5 server may carry [MQTT 5 section 2.4]. */
final class AllowedCodes {
  private static final Set<Integer> RECEIPT =
      Set.of(0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
  private static final Set<Integer> RELEASE = Set.of(0x00, 0x92);
  private static final Map<Ack.Type, Set<Integer>> ACKS =
      Map.of(
          Ack.Type.PUBACK, RECEIPT,
          Ack.Type.PUBREC, RECEIPT,
          Ack.Type.PUBREL, RELEASE,
          Ack.Type.PUBCOMP, RELEASE);
  private static final Set<Integer> CONNACK =
      Set.of(
          0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95,
          0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F);
  private static final Set<Integer> DISCONNECT =
      Set.of(
          0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95,
          0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2);
  private static final Set<Integer> SUBACK =
      Set.of(0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2);
  private static final Set<Integer> UNSUBACK = Set.of(0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91);

  private AllowedCodes() {}

  static void check(Packet packet) {
    if (packet instanceof Ack ack) {
      check(packet, ACKS.get(ack.type()), List.of(ack.code()));
    } else if (packet instanceof ConnAck connAck) {
      check(packet, CONNACK, List.of(connAck.code()));
    } else if (packet instanceof Disconnect disconnect) {
      check(packet, DISCONNECT, List.of(disconnect.code()));
    } else if (packet instanceof SubAck subAck) {
      check(packet, SUBACK, subAck.codes());
    } else if (packet instanceof UnsubAck unsubAck) {
      check(packet, UNSUBACK, unsubAck.codes());
    }
  }

  private static void check(Packet packet, Set<Integer> allowed, List<ReasonCode> codes) {
    for (ReasonCode code : codes) {
      if (!allowed.contains(code.value())) {
        throw new AssertionError(code + " is no code of " + packet);
      }
    }
  }
}
