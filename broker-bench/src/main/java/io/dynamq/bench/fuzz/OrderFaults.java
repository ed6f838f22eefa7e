package io.dynamq.bench.fuzz;

import io.dynamq.bench.attack.Bytes;
import java.util.List;

/** Packets that are right, at a time when they are not. */
final class OrderFaults {
  /** Instead of CONNECT. */
  static final List<Fault> FIRST =
      List.of(
          Fault.always("not CONNECT first",
              (d, v, r) -> d.type() == Draft.CONNECT ? null : d.bytes()),
          Fault.always("another protocol first",
              (d, v, r) -> Bytes.utf8("GET / HTTP/1.1\r\nHost: x\r\n\r\n")),
          Fault.always("a handshake of TLS first",
              (d, v, r) ->
                  new Bytes().raw((byte) 0x16, (byte) 3, (byte) 1, (byte) 2, (byte) 0)
                      .raw(new byte[64]).toArray()));

  /** Anywhere behind it. */
  static final List<Fault> LATER =
      List.of(
          Fault.always("CONNECT again", (d, v, r) -> Bytes.connect(v, "again")),
          Fault.five("AUTH without a method in CONNECT",
              (d, v, r) ->
                  new Bytes().u8(0x18).u8(7).u8(0x15).text("NONE").packet(0xF0)),
          Fault.always("packets behind DISCONNECT",
              (d, v, r) ->
                  new Bytes().raw(Bytes.packet(0xE0, new byte[0])).raw(d.bytes()).toArray()));

  private OrderFaults() {}
}
