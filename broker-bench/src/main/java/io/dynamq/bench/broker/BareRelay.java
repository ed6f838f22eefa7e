package io.dynamq.bench.broker;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;

/**
 * The floor: what sockets and Netty cost by themselves. It speaks just enough MQTT 3.1.1 to take
 * part, keeps nothing, checks nothing, and writes to each socket once per batch of what it has read.
 * One argument, the port; one event loop; runs until killed.
 */
public final class BareRelay {
  private static final int BACKLOG = 1024;

  private BareRelay() {}

  /** Starts and prints one line when it listens. */
  public static void main(String[] arguments) throws InterruptedException {
    int port = Integer.parseInt(arguments[0]);
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    RelayRoutes routes = new RelayRoutes();
    Channel server =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new RelayHandler(routes));
                  }
                })
            .bind(new InetSocketAddress("127.0.0.1", port))
            .sync()
            .channel();
    System.out.println("relay on port " + port);
    server.closeFuture().sync();
  }
}
