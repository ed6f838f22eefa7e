package io.dynamq.bench.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** A floor that does less than it should would make everything else look slow. */
class BareRelayTest {
  private final RelayRoutes routes = new RelayRoutes();
  private final EmbeddedChannel publisher = new EmbeddedChannel(new RelayHandler(routes));
  private final EmbeddedChannel subscriber = new EmbeddedChannel(new RelayHandler(routes));

  @Test
  void aMessageThatComesInPiecesReachesItsSubscriberWhole() {
    send(subscriber, "82080001" + "0003612f62" + "01");
    assertThat(received(subscriber)).isEqualTo("9003000101");
    send(publisher, "3209" + "0003612f62");
    send(publisher, "0007" + "6869");
    assertThat(received(publisher)).isEqualTo("40020007");
    assertThat(received(subscriber)).isEqualTo("3209" + "0003612f62" + "0001" + "6869");
  }

  @Test
  void whatOneReadBringsLeavesInOneWrite() {
    send(subscriber, "82080001" + "0003612f2b" + "00");
    assertThat(received(subscriber)).isEqualTo("9003000100");
    String message = "3006" + "0003612f62" + "68";
    send(publisher, message + message);
    ByteBuf written = subscriber.readOutbound();
    assertThat(hex(written)).isEqualTo(message + message);
    assertThat(subscriber.outboundMessages()).isEmpty();
  }

  @Test
  void exactlyOnceHasItsFourSteps() {
    send(publisher, "3408" + "0003612f62" + "0007" + "68");
    assertThat(received(publisher)).isEqualTo("50020007");
    send(publisher, "62020007");
    assertThat(received(publisher)).isEqualTo("70020007");
    send(subscriber, "50020001");
    assertThat(received(subscriber)).isEqualTo("62020001");
  }

  private static void send(EmbeddedChannel channel, String hex) {
    channel.writeInbound(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
  }

  private static String received(EmbeddedChannel channel) {
    channel.runPendingTasks();
    ByteBuf written = channel.readOutbound();
    return written == null ? "" : hex(written);
  }

  private static String hex(ByteBuf written) {
    try {
      return ByteBufUtil.hexDump(written);
    } finally {
      written.release();
    }
  }
}
