package io.dynamq.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.packet.Inbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Damage of any kind ends in a packet, a refusal or a wait; never in an exception or a desync. */
class DamagedPacketTest {
  private static final int ROUNDS = 40_000;

  private final List<PacketCorpus.Case> corpus = PacketCorpus.all();

  @Test
  void survivesFlippedBytesAndSaysTheSameHoweverTheyArrive() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      RandomValues random = new RandomValues(seed);
      PacketCorpus.Case packet = corpus.get(random.below(corpus.size()));
      byte[] bytes = packet.bytes().clone();
      for (int flips = 1 + random.below(3); flips > 0; flips--) {
        bytes[random.below(bytes.length)] = (byte) random.below(256);
      }
      String atOnce = outcome(packet.decoder(), Unpooled.wrappedBuffer(bytes));
      assertThat(inPieces(packet.decoder(), bytes, random))
          .as("seed %d, %s", seed, packet)
          .isEqualTo(atOnce);
    }
  }

  private static String outcome(PacketDecoder decoder, ByteBuf in) {
    StringBuilder out = new StringBuilder();
    for (Inbound next = decoder.decode(in); next != null; next = decoder.decode(in)) {
      out.append(PacketText.of(next)).append('\n');
    }
    return out.toString();
  }

  private static String inPieces(PacketDecoder decoder, byte[] bytes, RandomValues random) {
    StringBuilder out = new StringBuilder();
    ByteBuf in = Unpooled.buffer();
    for (int from = 0; from < bytes.length; ) {
      int count = Math.min(1 + random.below(8), bytes.length - from);
      in.writeBytes(bytes, from, count);
      from += count;
      out.append(outcome(decoder, in));
    }
    return out.toString();
  }

  /** The work per byte stays the same: a megabyte of tiny properties is read once, in order. */
  @Test
  void readsVeryManyPropertiesInOnePass() {
    int count = 200_000;
    ByteBuf packet = Unpooled.buffer();
    int properties = count * 5;
    packet.writeByte(0x30);
    writeVarint(packet, 2 + 1 + 3 + properties);
    packet.writeShort(1).writeByte('t');
    writeVarint(packet, properties);
    for (int i = 0; i < count; i++) {
      packet.writeByte(38).writeShort(0).writeShort(0);
    }
    PacketDecoder decoder = new PacketDecoder(2 << 20);
    decoder.decode(PacketCorpus.connect(5));
    // In pieces: what is not whole yet must not be parsed again and again.
    ByteBuf in = Unpooled.buffer();
    Inbound read = null;
    while (packet.isReadable()) {
      assertThat(read).isNull();
      in.writeBytes(packet, Math.min(100, packet.readableBytes()));
      read = decoder.decode(in);
    }
    assertThat(PacketText.of(read)).contains("...<" + count + ">");
  }

  private static void writeVarint(ByteBuf out, int value) {
    int left = value;
    while (left > 0x7F) {
      out.writeByte(left & 0x7F | 0x80);
      left >>= 7;
    }
    out.writeByte(left);
  }
}
