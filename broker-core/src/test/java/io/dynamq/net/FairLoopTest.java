package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Work that is done in turns lets the sockets have theirs. */
class FairLoopTest {
  private static final int TURNS = 10_000;

  private final AtomicInteger looks = new AtomicInteger();

  /** Counts how often the sockets are looked at. */
  private final class Counting implements IoHandlerFactory {
    private final IoHandlerFactory nio = NioIoHandler.newFactory();

    @Override
    public IoHandler newHandler(ThreadAwareExecutor executor) {
      IoHandler sockets = nio.newHandler(executor);
      return new IoHandler() {
        @Override
        public int run(IoHandlerContext context) {
          looks.incrementAndGet();
          return sockets.run(context);
        }

        @Override
        public void initialize() {
          sockets.initialize();
        }

        @Override
        public void prepareToDestroy() {
          sockets.prepareToDestroy();
        }

        @Override
        public void destroy() {
          sockets.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
          return sockets.register(handle);
        }

        @Override
        public void wakeup() {
          sockets.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> type) {
          return sockets.isCompatible(type);
        }
      };
    }
  }

  private static void turn(EventExecutor loop, int left, CompletableFuture<Void> done) {
    if (left == 0) {
      done.complete(null);
    } else {
      loop.execute(() -> turn(loop, left - 1, done));
    }
  }

  @Test
  void socketsAreLookedAtBetweenTheTurnsOfLongWork() throws Exception {
    MultiThreadIoEventLoopGroup group = FairLoop.group(1, new Counting());
    try {
      CompletableFuture<Void> done = new CompletableFuture<>();
      turn(group.next(), TURNS, done);
      done.get(30, TimeUnit.SECONDS);
      assertThat(looks.get()).isGreaterThanOrEqualTo(TURNS / (FairLoop.MORE_TASKS + 1));
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void everyTaskRunsInItsOrder() throws Exception {
    MultiThreadIoEventLoopGroup group = FairLoop.group(1, NioIoHandler.newFactory());
    try {
      AtomicInteger ran = new AtomicInteger();
      AtomicInteger wrong = new AtomicInteger();
      CompletableFuture<Void> done = new CompletableFuture<>();
      for (int i = 0; i < TURNS; i++) {
        int number = i;
        group.next().execute(() -> wrong.addAndGet(ran.getAndIncrement() == number ? 0 : 1));
      }
      group.next().execute(() -> done.complete(null));
      done.get(30, TimeUnit.SECONDS);
      assertThat(ran).hasValue(TURNS);
      assertThat(wrong).hasValue(0);
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
    }
  }
}
