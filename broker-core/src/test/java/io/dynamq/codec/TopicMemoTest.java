package io.dynamq.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.packet.Publish;
import io.dynamq.packet.Rejected;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class TopicMemoTest {
  private final PacketDecoder decoder = new PacketDecoder(1 << 20);

  TopicMemoTest() {
    decoder.decode(PacketCorpus.connect(4));
  }

  private Publish publish(String topic) {
    byte[] bytes = topic.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    io.netty.buffer.ByteBuf packet = Unpooled.buffer();
    packet.writeByte(0x30);
    int length = bytes.length + 2;
    packet.writeByte(length & 0x7F | 0x80).writeByte(length >> 7);
    packet.writeShort(bytes.length).writeBytes(bytes);
    return (Publish) decoder.decode(packet);
  }

  @Test
  void givesTheSameNameForTheSameBytes() {
    Publish first = publish("a/b");
    assertThat(publish("a/b").topic()).isSameAs(first.topic());
    assertThat(publish("a/c").topic().value()).isEqualTo("a/c");
    assertThat(publish("a/b").topic()).isEqualTo(first.topic()).isNotSameAs(first.topic());
    assertThat(publish("ą/b").topic()).isSameAs(publish("ą/b").topic());
  }

  @Test
  void keepsNoLongNames() {
    String topic = "x".repeat(513);
    assertThat(publish(topic).topic()).isEqualTo(publish(topic).topic());
    assertThat(publish(topic).topic()).isNotSameAs(publish(topic).topic());
  }

  @Test
  void refusesABadNameThatFollowsAGoodOne() {
    publish("a/b");
    assertThat(decoder.decode(Unpooled.wrappedBuffer(new byte[] {0x30, 5, 0, 3, 'a', '/', '#'})))
        .isInstanceOf(Rejected.class);
  }
}
