package io.dynamq.net;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;

/**
 * An event loop that looks at its sockets however much its tasks beget.
 *
 * <p>Netty 4.2.18 runs tasks until none is left or a second is over before it looks at the sockets
 * again. Long work here is done in turns, each a task that posts the next one, so that others come
 * first; with that second they would be others' tasks only, and whoever has just sent something
 * would wait for it. Here the sockets come after those tasks that were there, and some more.
 */
final class FairLoop extends SingleThreadIoEventLoop {
  /**
   * Tasks that may run beyond those that waited: what one leads to, such as the delivery of what was
   * published and its acknowledgement, shall not cost a system call each.
   */
  static final int MORE_TASKS = 8;

  private int left;

  private FairLoop(IoEventLoopGroup group, Executor executor, IoHandlerFactory io) {
    super(group, executor, io);
  }

  static MultiThreadIoEventLoopGroup group(int threads, IoHandlerFactory io) {
    return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("mqtt-loop"), io) {
      @Override
      protected IoEventLoop newChild(Executor executor, IoHandlerFactory io, Object... none) {
        return new FairLoop(this, executor, io);
      }
    };
  }

  @Override
  protected boolean runAllTasks(long timeoutNanos) {
    left = pendingTasks() + MORE_TASKS;
    return super.runAllTasks(timeoutNanos);
  }

  @Override
  protected Runnable pollTask() {
    return left-- > 0 ? super.pollTask() : null;
  }
}
