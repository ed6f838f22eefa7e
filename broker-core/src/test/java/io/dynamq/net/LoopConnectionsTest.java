package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.testkit.FakeTime;
import io.netty.channel.DefaultEventLoop;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopConnectionsTest {

  @Test
  void oneConnectionThatFailsDoesNotStopTheClockOfTheOthers() throws Exception {
    Meters meters = new Meters();
    DefaultEventLoop loop = new DefaultEventLoop();
    try {
      LoopConnections connections = new LoopConnections(loop, new FakeTime(), meters);
      Member bad = new Member(true);
      Member good = new Member(false);
      loop.submit(
              () -> {
                connections.add(good);
                connections.add(bad);
                connections.start(5);
              })
          .sync();
      await().until(() -> good.ticks.get() >= 3);
      assertThat(bad.closes.get()).isPositive();
      assertThat(meters.value(Metric.BUGS)).isPositive();
    } finally {
      loop.shutdownGracefully();
    }
  }

  private static final class Member implements LoopMember {
    private final boolean fails;
    private final AtomicInteger ticks = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();
    private int place;

    private Member(boolean fails) {
      this.fails = fails;
    }

    @Override
    public String listener() {
      return "test";
    }

    @Override
    public void tick(long now) {
      ticks.incrementAndGet();
      if (fails) {
        throw new IllegalStateException("as the test wants");
      }
    }

    @Override
    public void close() {
      closes.incrementAndGet();
    }

    @Override
    public int place() {
      return place;
    }

    @Override
    public void placeAt(int index) {
      place = index;
    }
  }
}
