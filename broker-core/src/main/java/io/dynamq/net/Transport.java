package io.dynamq.net;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * The event loops and the kind of sockets that suit them: epoll where it is present, else NIO.
 *
 * @param loops all loops of the group, in order
 */
record Transport(
    MultiThreadIoEventLoopGroup group,
    Class<? extends ServerChannel> serverChannel,
    List<EventLoop> loops) {

  static Transport start(int threads) {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("mqtt-loop"), handlers);
    List<EventLoop> loops = new ArrayList<>(threads);
    for (EventExecutor loop : group) {
      loops.add((EventLoop) loop);
    }
    return new Transport(
        group,
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class,
        List.copyOf(loops));
  }
}
