package io.dynamq.dynamodb.http;

import io.dynamq.dynamodb.fault.Faults;
import io.dynamq.dynamodb.operation.Dispatcher;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Listens for HTTP/1.1 and hands requests to the workers.
 *
 * <p>Any thread but the event loop may call.
 */
public final class HttpServer implements AutoCloseable {

  private static final int REQUEST_BYTES_MAX = (16 << 20) + (64 << 10);
  private static final int BACKLOG = 512;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("dynamodb-http", true), NioIoHandler.newFactory());
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Workers workers = new Workers();
  private final Dispatcher dispatcher;
  private final FaultControl control;
  private InetSocketAddress address;
  private Channel listener;

  private HttpServer(Dispatcher dispatcher, FaultControl control) {
    this.dispatcher = dispatcher;
    this.control = control;
  }

  /**
   * Starts listening.
   *
   * @param address where; port 0 takes a free one
   * @param faultControl whether faults can be switched over HTTP
   * @throws IOException if the address can't be had
   */
  public static HttpServer start(
      InetSocketAddress address, Dispatcher dispatcher, Faults faults, boolean faultControl)
      throws IOException {
    HttpServer server =
        new HttpServer(dispatcher, faultControl ? new FaultControl(faults) : null);
    server.address = address;
    if (!server.listen()) {
      server.close();
      throw new IOException(
          "cannot listen on " + address.getHostString() + " port " + address.getPort());
    }
    faults.onRefusal(server::refuse);
    return server;
  }

  /** The port that was taken. */
  public int port() {
    return address.getPort();
  }

  /** Stops listening, waits for the requests under way and closes all connections. */
  @Override
  public synchronized void close() {
    if (listener != null) {
      listener.close().awaitUninterruptibly();
    }
    workers.drain();
    // The workers have handed their answers to the loop; a task behind them sees them written.
    loop.submit(() -> {}).awaitUninterruptibly();
    connections.close().awaitUninterruptibly();
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private synchronized void refuse(boolean refuse) {
    if (refuse && listener.isOpen()) {
      listener.close().awaitUninterruptibly();
      connections.close().awaitUninterruptibly();
    } else if (!refuse && !listener.isOpen() && !listen()) {
      throw new IllegalStateException("port " + port() + " was taken while it was given up");
    }
  }

  private boolean listen() {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (bound.isSuccess()) {
      listener = bound.channel();
      address = (InetSocketAddress) listener.localAddress();
    }
    return bound.isSuccess();
  }

  private void accept(SocketChannel channel) {
    connections.add(channel);
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(),
            new HttpObjectAggregator(REQUEST_BYTES_MAX),
            new Connection(dispatcher, workers, control));
  }
}
