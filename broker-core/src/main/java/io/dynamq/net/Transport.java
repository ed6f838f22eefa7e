package io.dynamq.net;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * The event loops, for NIO sockets.
 *
 * <p>NIO and not epoll, although epoll is a little faster: in Netty 4.2.18 a socket whose peer
 * finishes its direction while reading is off loses its epoll registration (the kernel's entry is
 * removed, the state says it is still there), and every later change of interest fails with ENOENT.
 * Turning reading off is our back-pressure, so that is no corner case.
 *
 * @param loops all loops of the group, in order
 */
record Transport(MultiThreadIoEventLoopGroup group, List<EventLoop> loops) {

  static Transport start(int threads) {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("mqtt-loop"), NioIoHandler.newFactory());
    List<EventLoop> loops = new ArrayList<>(threads);
    for (EventExecutor loop : group) {
      loops.add((EventLoop) loop);
    }
    return new Transport(group, List.copyOf(loops));
  }
}
