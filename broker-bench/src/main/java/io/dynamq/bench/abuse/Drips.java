package io.dynamq.bench.abuse;

import io.dynamq.bench.attack.Bytes;
import io.dynamq.bench.attack.Got;
import io.dynamq.bench.attack.Line;
import io.dynamq.bench.attack.StrictReader;
import java.io.IOException;
import java.util.Arrays;

/** PUBLISH packets of nearly 1 MB of properties, in pieces of 400 bytes. */
final class Drips implements Abuse {
  private static final int PIECE = 400;
  private static final int BLOCK = 1_000_000;

  @Override
  public Outcome run(int port, long endNanos) throws IOException {
    Bytes block = new Bytes();
    for (int length = 0; length < BLOCK; length += 13) {
      block.u8(0x26).text("name").text("value!").toString();
      length += 2;
    }
    byte[] properties = block.toArray();
    byte[] packet =
        new Bytes().text("drips").u16(1).varint(properties.length).raw(properties).packet(0x32);
    long bytes = 0;
    try (Line line = Line.open(port, false, 1)) {
      line.send(Bytes.connect(5, "drips"));
      StrictReader reader = new StrictReader(line.in(), 5);
      reader.read();
      while (!Abuse.isOver(endNanos)) {
        for (int from = 0; from < packet.length; from += PIECE) {
          line.send(Arrays.copyOfRange(packet, from, Math.min(packet.length, from + PIECE)));
        }
        Got got = reader.read();
        if (got == null || got.type() != Got.PUBACK) {
          return new Outcome(false, "ended with " + got);
        }
        bytes += packet.length;
      }
    }
    return new Outcome(bytes > 0, DRIPPED + bytes);
  }

  /** Before the count of bytes, from which the cost of one follows. */
  static final String DRIPPED = "bytes dripped: ";
}
