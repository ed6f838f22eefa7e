package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.engine.Peer;
import io.dynamq.engine.Zone;
import io.dynamq.observe.Meters;
import io.dynamq.testkit.RawClient;
import io.dynamq.time.Time;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often a connection touches its channel, and what becomes of its buffers. */
class BatchTest {
  private final EchoAcceptor acceptor = new EchoAcceptor();
  private final Calls calls = new Calls();
  private final EmbeddedChannel channel = new TcpLikeChannel();
  private MqttHandler handler;

  /** Counts what reaches the channel. */
  private static final class Calls extends ChannelOutboundHandlerAdapter {
    private int writes;
    private int flushes;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      writes++;
      ctx.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
      flushes++;
      ctx.flush();
    }
  }

  /** An embedded channel with the addresses of a socket. */
  private static final class TcpLikeChannel extends EmbeddedChannel {
    @Override
    protected SocketAddress localAddress0() {
      return new InetSocketAddress("127.0.0.1", 1883);
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return new InetSocketAddress("127.0.0.1", 50_000);
    }
  }

  @BeforeEach
  void open() {
    LoopConnections loop = new LoopConnections(channel.eventLoop(), Time.system(), new Meters());
    Peer peer =
        new Peer("mqtt:tcp:test", "test", channel.remoteAddress(), channel.localAddress());
    Zone zone = Zone.defaults("test");
    InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
    Doorway door =
        new Doorway(
            ListenerSettings.tcp("test", any, "test"), () -> zone, acceptor, null, List.of());
    handler = new MqttHandler(peer, door, zone, loop, loop.nanos());
    channel.pipeline().addLast(calls, handler);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private static ByteBuf pooled(String hex) {
    return PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(RawClient.bytes(hex));
  }

  @Test
  void answersManyPacketsWithOneWriteAndOneFlush() {
    channel.writeInbound(pooled(NetFixture.CONNECT + "3206000174000778".repeat(100)));
    assertThat(calls.writes).isEqualTo(1);
    assertThat(calls.flushes).isEqualTo(1);
    ByteBuf out = channel.readOutbound();
    assertThat(ByteBufUtil.hexDump(out)).isEqualTo(NetFixture.CONNACK + "40020007".repeat(100));
    out.release();
  }

  @Test
  void touchesNothingWhenThereIsNothingToSay() {
    channel.writeInbound(pooled(NetFixture.CONNECT));
    int before = calls.flushes;
    channel.writeInbound(pooled("300400017478"));
    assertThat(calls.flushes).isEqualTo(before);
  }

  @Test
  void releasesEveryBufferItWasGiven() {
    ByteBuf whole = pooled(NetFixture.CONNECT);
    ByteBuf half = pooled("32060001");
    channel.writeInbound(whole, half);
    assertThat(whole.refCnt()).isZero();
    assertThat(half.refCnt()).isEqualTo(1);
    channel.close();
    assertThat(half.refCnt()).isZero();
  }

  @Test
  void releasesWhatComesBehindTheEnd() {
    channel.writeInbound(pooled(NetFixture.CONNECT + "c100" + "c000"));
    ByteBuf late = pooled("c000");
    // The embedded channel has dropped its handlers by now; a socket that lingers has not.
    handler.channelRead(null, late);
    assertThat(late.refCnt()).isZero();
    assertThat(acceptor.next().events).contains("Rejected").doesNotContain("Ping");
  }
}
