package io.dynamq.bench.fuzz;

import io.dynamq.codec.PacketDecoder;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Rejected;
import io.dynamq.packet.RejectedConnect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * The cases against the decoder alone: it throws nothing, reads the same however the bytes are cut,
 * refuses nothing that is valid and leaves nothing behind a refusal.
 */
final class DecoderRun {
  private final Cases cases;
  private final Tally tally;

  DecoderRun(Cases cases, Tally tally) {
    this.cases = cases;
    this.tally = tally;
  }

  void play(long first, long count) {
    for (long number = first; number < first + count; number++) {
      Case made = cases.make(number, "fuzz");
      tally.played(made);
      byte[] bytes = Cases.joined(made.bytes());
      try {
        judge(made, bytes, new Random(number));
      } catch (RuntimeException e) {
        tally.found(
            "decoder, case %d (%s): %s %s"
                .formatted(number, made.name(), e, HexFormat.of().formatHex(bytes)));
      }
    }
  }

  private static void judge(Case made, byte[] bytes, Random random) {
    List<String> whole = read(bytes, bytes.length, random);
    List<String> pieces = read(bytes, 1 + random.nextInt(5), random);
    if (!whole.equals(pieces)) {
      throw new IllegalStateException("read as " + whole + " and in pieces as " + pieces);
    }
    boolean refused = !whole.isEmpty() && whole.get(whole.size() - 1).startsWith("Rejected");
    if (made.end() == Fault.End.SERVED && refused) {
      throw new IllegalStateException("valid, but " + whole);
    }
  }

  /** What the decoder makes of it, fed with at most so many bytes at a time. */
  private static List<String> read(byte[] bytes, int most, Random random) {
    PacketDecoder decoder = new PacketDecoder(Cases.MAX_PACKET, Cases.MAX_CONNECT);
    ByteBuf in = Unpooled.buffer(bytes.length);
    List<String> read = new ArrayList<>();
    for (int from = 0; from < bytes.length; ) {
      int count = Math.min(bytes.length - from, most == bytes.length ? most : 1 + random.nextInt(most));
      in.writeBytes(bytes, from, count);
      from += count;
      for (Inbound next = decoder.decode(in); next != null; next = decoder.decode(in)) {
        read.add(shown(next));
      }
    }
    return read;
  }

  /** How much of a CONNECT is there when it is refused may differ, not why. */
  private static String shown(Inbound packet) {
    if (packet instanceof Rejected rejected) {
      return "Rejected " + rejected.code();
    }
    return packet instanceof RejectedConnect refused
        ? "Rejected " + refused.version() + refused.why().code()
        : packet.getClass().getSimpleName();
  }
}
