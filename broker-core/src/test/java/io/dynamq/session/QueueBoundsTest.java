package io.dynamq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.DropReason;
import io.dynamq.routing.Receipt;
import io.dynamq.store.InflightStore;
import io.dynamq.topic.TopicName;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class QueueBoundsTest {
  private final Asked receipt = new Asked();
  private final GroupBacklog queue =
      new GroupBacklog(
          new SessionLimits(
              SessionLimits.DEFAULT.receiving(),
              SessionLimits.DEFAULT.sending(),
              new SessionLimits.Queue(5, 0, 8, 1 << 20, true),
              new SessionLimits.Excess(0, OverflowPolicy.of(Overflow.DROP_NEWEST))),
          new PositionSource(1),
          (stored, reason) -> {});

  private DropReason admit() {
    Message message =
        new Message(
            new MessageId(1, 1),
            TopicName.of("t"),
            Qos.AT_LEAST_ONCE,
            false,
            new byte[1],
            MessageProperties.NONE,
            "p",
            1,
            Message.NEVER);
    return queue.admit(message, receipt);
  }

  @Test
  void whoGivesWayIsLookedUpOnlyWhereSomeoneMust() {
    queue.resume(new InflightStore.Backlog(4, 100), 1);
    assertThat(admit()).isNull();
    assertThat(receipt.times).isZero();
    queue.resume(new InflightStore.Backlog(5, 100), 1);
    assertThat(admit()).isEqualTo(DropReason.QUEUE_FULL);
    assertThat(receipt.times).isEqualTo(1);
  }

  /** Counts how often it is asked whether its message gives way, which is where looking up begins. */
  private static final class Asked implements Receipt {
    private int times;

    @Override
    public boolean yields() {
      times++;
      return false;
    }

    @Override
    public void join(CompletableFuture<Void> write) {}

    @Override
    public void expect() {}

    @Override
    public void arrive(Throwable failure) {}
  }
}
