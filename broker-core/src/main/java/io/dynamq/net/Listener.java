package io.dynamq.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** One bound server socket. */
final class Listener {
  private final ListenerSettings settings;
  private final Gate gate;
  private final Channel server;
  private final SocketAddress bound;
  private final SocketFile file;
  private final AcceptPace pace;

  private Listener(
      ListenerSettings settings, Gate gate, Channel server, SocketFile file, AcceptPace pace) {
    this.pace = pace;
    this.settings = settings;
    this.gate = gate;
    this.server = server;
    this.bound = settings.protocol().isInet() ? server.localAddress() : settings.bind();
    this.file = file;
  }

  /**
   * @throws ListenerException if the address cannot be bound
   */
  static Listener bind(
      ListenerSettings settings,
      Transport transport,
      ConnectionInitializer initializer,
      Gate gate,
      AcceptPace pace) {
    SocketFile file = SocketFile.of(settings);
    if (file != null) {
      file.prepare();
    }
    ServerBootstrap bootstrap = ServerSockets.bootstrap(settings, transport);
    bootstrap.handler(pace);
    ChannelFuture bind =
        bootstrap
            .childHandler(initializer)
            .bind(ServerSockets.address(settings.bind(), transport))
            .awaitUninterruptibly();
    if (!bind.isSuccess()) {
      throw new ListenerException(
          "listener %s cannot bind %s: %s"
              .formatted(settings.id(), text(settings.bind()), words(bind.cause())),
          bind.cause());
    }
    Listener listener = new Listener(settings, gate, bind.channel(), file, pace);
    if (file != null) {
      file.open();
    }
    return listener;
  }

  private static String text(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? inet.getHostString() + ":" + inet.getPort()
        : address.toString();
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

  /** Whether connections are left in the backlog. */
  void hold(boolean on) {
    server.eventLoop().execute(() -> pace.hold(on));
  }

  /** Frees the port; connections stay. */
  void stopAccepting() {
    if (!server.isOpen()) {
      return;
    }
    server.close().awaitUninterruptibly();
    // The kernel's socket goes when the selector next runs; a task that is due later runs after it.
    server.eventLoop().schedule(() -> {}, 1, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    if (file != null) {
      file.remove();
    }
  }
}
