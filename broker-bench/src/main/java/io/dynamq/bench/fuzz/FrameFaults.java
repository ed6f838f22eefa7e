package io.dynamq.bench.fuzz;

import static io.dynamq.bench.fuzz.Fault.any;

import io.dynamq.bench.attack.Bytes;
import io.dynamq.bench.attack.Line;
import java.util.List;
import java.util.Random;

/** What can be wrong with the frames of a WebSocket client [RFC 6455]; each ends the connection. */
final class FrameFaults {
  private static final byte[] MASK = {1, 2, 3, 4};

  static final List<Fault> ALL =
      List.of(
          frame("a frame without mask",
              r -> new Bytes().u8(0x82).u8(2).u8(0xC0).u8(0).toArray()),
          frame("a text frame", r -> framed(0x81, 2)),
          frame("reserved bits", r -> framed(0x82 | 0x10 << r.nextInt(2), 2)),
          frame("a reserved opcode", r -> framed(0x80 | any(r, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15), 2)),
          frame("a control frame in pieces", r -> framed(any(r, 8, 9, 10), 2)),
          frame("a long control frame", r -> framed(0x80 | any(r, 9, 10), 126 + r.nextInt(300))),
          frame("a continuation of nothing", r -> framed(0x80, 2)),
          frame("a frame within another",
              r -> new Bytes().raw(framed(0x02, 0)).raw(framed(0x82, 2)).toArray()),
          frame("a close frame of one byte", r -> framed(0x88, 1)),
          frame("a length without end",
              r -> new Bytes().u8(0x82).u8(0xFF).u32(0x8000_0000L).u32(9).raw(MASK).toArray()));

  private FrameFaults() {}

  private interface Frame {
    byte[] make(Random random);
  }

  private static Fault frame(String name, Frame frame) {
    return Fault.always(name, (draft, version, random) -> frame.make(random));
  }

  private static byte[] framed(int first, int length) {
    return Line.frame(first, new byte[length], MASK);
  }
}
