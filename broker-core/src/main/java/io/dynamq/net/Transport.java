package io.dynamq.net;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * The event loops, and how they ask the system about their sockets.
 *
 * @param loops all loops of the group, in order
 * @param epoll whether the sockets are Netty's native ones, else those of the JDK
 */
record Transport(MultiThreadIoEventLoopGroup group, List<EventLoop> loops, boolean epoll) {

  static Transport start(int threads, TransportChoice choice) {
    boolean epoll = choice == TransportChoice.AUTO && Epoll.isAvailable();
    IoHandlerFactory io = epoll ? new LastingEpoll() : NioIoHandler.newFactory();
    MultiThreadIoEventLoopGroup group = FairLoop.group(threads, io);
    List<EventLoop> loops = new ArrayList<>(threads);
    for (EventExecutor loop : group) {
      loops.add((EventLoop) loop);
    }
    return new Transport(group, List.copyOf(loops), epoll);
  }
}
