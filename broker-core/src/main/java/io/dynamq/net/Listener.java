package io.dynamq.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** One bound server socket. */
final class Listener {
  private final ListenerSettings settings;
  private final Gate gate;
  private final Channel server;
  private final InetSocketAddress bound;

  private Listener(ListenerSettings settings, Gate gate, Channel server) {
    this.settings = settings;
    this.gate = gate;
    this.server = server;
    this.bound = (InetSocketAddress) server.localAddress();
  }

  /**
   * @throws ListenerException if the address cannot be bound
   */
  static Listener bind(
      ListenerSettings settings, Transport transport, ConnectionInitializer initializer, Gate gate) {
    ChannelFuture bind =
        bootstrap(settings.socket(), transport)
            .childHandler(initializer)
            .bind(settings.bind())
            .awaitUninterruptibly();
    if (!bind.isSuccess()) {
      throw new ListenerException(
          "listener %s cannot bind %s: %s"
              .formatted(settings.id(), text(settings.bind()), words(bind.cause())),
          bind.cause());
    }
    return new Listener(settings, gate, bind.channel());
  }

  private static ServerBootstrap bootstrap(SocketOptions socket, Transport transport) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(transport.group())
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, socket.backlog())
            .option(ChannelOption.SO_REUSEADDR, socket.reuseAddress())
            .childOption(ChannelOption.TCP_NODELAY, socket.nodelay())
            // What a peer said before it closed is heard first, see MqttHandler.
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(socket.lowWaterBytes(), socket.highWaterBytes()));
    if (socket.receiveBufferBytes() > 0) {
      bootstrap.option(ChannelOption.SO_RCVBUF, socket.receiveBufferBytes());
      bootstrap.childOption(ChannelOption.SO_RCVBUF, socket.receiveBufferBytes());
    }
    if (socket.sendBufferBytes() > 0) {
      bootstrap.childOption(ChannelOption.SO_SNDBUF, socket.sendBufferBytes());
    }
    return bootstrap;
  }

  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  /** The system's words without Netty's, such as "Address already in use". */
  private static String words(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    int failed = message.indexOf("failed with error");
    int colon = message.indexOf(": ", failed);
    return failed >= 0 && colon >= 0 ? message.substring(colon + 2) : message;
  }

  ListenerStatus status() {
    return new ListenerStatus(settings, bound, gate.inside(), gate.refused(), server.isOpen());
  }

  /** Frees the port; connections stay. */
  void stopAccepting() {
    if (!server.isOpen()) {
      return;
    }
    server.close().awaitUninterruptibly();
    // The kernel's socket goes when the selector next runs; a task that is due later runs after it.
    server.eventLoop().schedule(() -> {}, 1, TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
