package io.dynamq.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.packet.Inbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PacketCorpusTest {

  static List<PacketCorpus.Case> corpus() {
    return PacketCorpus.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("corpus")
  void saysOfEachPacketWhatTheCorpusSays(PacketCorpus.Case packet) {
    PacketDecoder decoder = packet.decoder();
    ByteBuf in = packet.buffer();
    Inbound decoded = decoder.decode(in);
    assertThat(decoded == null ? "incomplete" : PacketText.of(decoded))
        .isEqualTo(packet.expected());
    if (packet.isValid() && decoded != null) {
      assertThat(in.readableBytes()).isZero();
    } else if (decoded != null) {
      assertThat(decoder.isEnded()).isTrue();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("corpus")
  void saysTheSameWhenFedByteByByte(PacketCorpus.Case packet) {
    PacketDecoder decoder = packet.decoder();
    ByteBuf in = Unpooled.buffer();
    Inbound decoded = null;
    for (int i = 0; i < packet.bytes().length && decoded == null; i++) {
      in.writeByte(packet.bytes()[i]);
      decoded = decoder.decode(in);
    }
    assertThat(decoded == null ? "incomplete" : PacketText.of(decoded))
        .isEqualTo(packet.expected());
  }

  /** Cut anywhere, a valid packet is only incomplete; it is never mistaken for another. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("corpus")
  void waitsForTheRestOfAValidPacket(PacketCorpus.Case packet) {
    if (!packet.isValid()) {
      return;
    }
    for (int length = 0; length < packet.bytes().length; length++) {
      ByteBuf in = packet.buffer().slice(0, length);
      assertThat(packet.decoder().decode(in)).as("first %d bytes", length).isNull();
    }
  }

  @Test
  void holdsEnoughCasesUnderUniqueNames() {
    List<PacketCorpus.Case> all = corpus();
    assertThat(all).hasSizeGreaterThan(150);
    assertThat(all).extracting(Object::toString).doesNotHaveDuplicates();
  }
}
