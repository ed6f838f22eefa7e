package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServerSocketsTest {

  @Test
  void oneConnectionReadsLittleBeforeOthersHaveTheirTurn() {
    ListenerSettings listener =
        ListenerSettings.tcp("test", new InetSocketAddress("127.0.0.1", 0), "external");
    Transport transport = Transport.start(1, TransportChoice.NIO);
    try {
      ServerBootstrap bootstrap = ServerSockets.bootstrap(listener, transport);
      Object reader = bootstrap.config().childOptions().get(ChannelOption.RECVBUF_ALLOCATOR);
      assertThat(((MaxMessagesRecvByteBufAllocator) reader).maxMessagesPerRead())
          .isEqualTo(ServerSockets.READS_PER_TURN);
    } finally {
      transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
