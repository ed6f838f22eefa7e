package io.dynamq.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import jdk.net.ExtendedSocketOptions;

/** The options of a listener's sockets. */
final class ServerSockets {
  /**
   * Reads of up to 64 KB that one connection has before others of its loop have theirs. Netty's 16
   * are ten thousand small messages: all others would wait for them.
   */
  static final int READS_PER_TURN = 2;

  private ServerSockets() {}

  static ServerBootstrap bootstrap(ListenerSettings listener, Transport transport) {
    SocketOptions socket = listener.socket();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(transport.group())
            .option(ChannelOption.SO_BACKLOG, socket.backlog())
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(READS_PER_TURN))
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(socket.lowWaterBytes(), socket.highWaterBytes()));
    boolean inet = listener.protocol().isInet();
    bootstrap.channel(kind(inet, transport.epoll()));
    if (inet) {
      inet(bootstrap, socket, transport.epoll());
    } else if (transport.epoll()) {
      bootstrap.childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
    // Netty's NIO transport heeds that for TCP only: there a peer at a Unix domain socket that ends
    // its direction is heard in full and then closed at once.
    if (socket.receiveBufferBytes() > 0) {
      bootstrap.option(ChannelOption.SO_RCVBUF, socket.receiveBufferBytes());
      bootstrap.childOption(ChannelOption.SO_RCVBUF, socket.receiveBufferBytes());
    }
    if (socket.sendBufferBytes() > 0) {
      bootstrap.childOption(ChannelOption.SO_SNDBUF, socket.sendBufferBytes());
    }
    return bootstrap;
  }

  private static Class<? extends ServerChannel> kind(boolean inet, boolean epoll) {
    if (inet) {
      return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }
    return epoll ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
  }

  private static void inet(ServerBootstrap bootstrap, SocketOptions socket, boolean epoll) {
    bootstrap
        .option(ChannelOption.SO_REUSEADDR, socket.reuseAddress())
        .childOption(ChannelOption.TCP_NODELAY, socket.nodelay())
        // What a peer said before it closed is heard first, see MqttHandler.
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    KeepAlive keepAlive = socket.keepAlive();
    if (keepAlive != null) {
      bootstrap
          .childOption(ChannelOption.SO_KEEPALIVE, true)
          .childOption(
              epoll ? EpollChannelOption.TCP_KEEPIDLE : nio(ExtendedSocketOptions.TCP_KEEPIDLE),
              keepAlive.idleSeconds())
          .childOption(
              epoll
                  ? EpollChannelOption.TCP_KEEPINTVL
                  : nio(ExtendedSocketOptions.TCP_KEEPINTERVAL),
              keepAlive.intervalSeconds())
          .childOption(
              epoll ? EpollChannelOption.TCP_KEEPCNT : nio(ExtendedSocketOptions.TCP_KEEPCOUNT),
              keepAlive.probes());
    }
  }

  private static ChannelOption<Integer> nio(SocketOption<Integer> option) {
    return NioChannelOption.of(option);
  }

  /** Where to bind, in the transport's own words. */
  static SocketAddress address(SocketAddress bind, Transport transport) {
    return transport.epoll() && bind instanceof UnixDomainSocketAddress unix
        ? new DomainSocketAddress(unix.getPath().toFile())
        : bind;
  }
}
