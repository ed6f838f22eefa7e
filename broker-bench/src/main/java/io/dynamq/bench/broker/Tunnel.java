package io.dynamq.bench.broker;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import javax.net.ssl.SSLException;

/**
 * Lets a load generator that speaks plain TCP reach a broker's TLS or WebSocket listener: a connection
 * to it becomes one to the broker, and what was read at once is one record or frame. It is a process of
 * its own, so that only the broker's work counts. Arguments: own port, broker's port, {@link Layer};
 * one event loop; runs until killed.
 */
public final class Tunnel {
  private static final String HOST = "127.0.0.1";
  private static final int BACKLOG = 1024;
  private static final int ANSWER_BYTES = 8 << 10;
  private static final int FRAME_BYTES = 1 << 20;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final InetSocketAddress broker;
  private final Layer layer;
  private final SslContext tls;

  private Tunnel(int brokerPort, Layer layer) throws SSLException {
    this.broker = new InetSocketAddress(HOST, brokerPort);
    this.layer = layer;
    this.tls =
        layer == Layer.TLS
            ? SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                .build()
            : null;
  }

  /** Listens until it is killed. */
  public static void main(String[] arguments) throws InterruptedException, SSLException {
    int port = Integer.parseInt(arguments[0]);
    new Tunnel(Integer.parseInt(arguments[1]), Layer.valueOf(arguments[2]))
        .listen(port)
        .closeFuture()
        .sync();
  }

  private Channel listen(int port) throws InterruptedException {
    return new ServerBootstrap()
        .group(loop)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel near) {
                connect(near);
              }
            })
        .bind(new InetSocketAddress(HOST, port))
        .sync()
        .channel();
  }

  /** The near side is read from when the far side can take it. */
  private void connect(Channel near) {
    Bootstrap far =
        new Bootstrap()
            .group(near.eventLoop())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    TunnelEnd end = new TunnelEnd(near, layer, false);
                    near.pipeline().addLast(new TunnelEnd(channel, layer, true));
                    dress(channel);
                    channel.pipeline().addLast(end);
                  }
                });
    far.connect(broker)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                near.close();
              }
            });
  }

  private void dress(Channel channel) {
    switch (layer) {
      case TLS -> channel.pipeline().addLast(tls.newHandler(channel.alloc()));
      case WEB_SOCKET ->
          channel
              .pipeline()
              .addLast(
                  new HttpClientCodec(),
                  new HttpObjectAggregator(ANSWER_BYTES),
                  new WebSocketClientProtocolHandler(
                      WebSocketClientHandshakerFactory.newHandshaker(
                          URI.create("ws://" + HOST + ":" + broker.getPort() + "/mqtt"),
                          WebSocketVersion.V13,
                          "mqtt",
                          false,
                          new DefaultHttpHeaders(),
                          FRAME_BYTES)));
      default -> {
        // Plain TCP both ways.
      }
    }
  }
}
