package io.dynamq.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import jdk.net.ExtendedSocketOptions;

/** The options of a listener's sockets. */
final class ServerSockets {
  private ServerSockets() {}

  static ServerBootstrap bootstrap(ListenerSettings listener, Transport transport) {
    SocketOptions socket = listener.socket();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(transport.group())
            .option(ChannelOption.SO_BACKLOG, socket.backlog())
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(socket.lowWaterBytes(), socket.highWaterBytes()));
    if (listener.protocol().isInet()) {
      inet(bootstrap.channel(NioServerSocketChannel.class), socket);
    } else {
      // Netty takes ALLOW_HALF_CLOSURE for these sockets too, but its NIO transport heeds it for
      // TCP only: a peer that ends its direction is heard in full and then closed at once.
      bootstrap.channel(NioServerDomainSocketChannel.class);
    }
    if (socket.receiveBufferBytes() > 0) {
      bootstrap.option(ChannelOption.SO_RCVBUF, socket.receiveBufferBytes());
      bootstrap.childOption(ChannelOption.SO_RCVBUF, socket.receiveBufferBytes());
    }
    if (socket.sendBufferBytes() > 0) {
      bootstrap.childOption(ChannelOption.SO_SNDBUF, socket.sendBufferBytes());
    }
    return bootstrap;
  }

  private static void inet(ServerBootstrap bootstrap, SocketOptions socket) {
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
              NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), keepAlive.idleSeconds())
          .childOption(
              NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
              keepAlive.intervalSeconds())
          .childOption(
              NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), keepAlive.probes());
    }
  }
}
