package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.control.Control;
import io.dynamq.control.Publication;
import io.dynamq.message.Qos;
import io.dynamq.session.Overflow;
import io.dynamq.session.OverflowPolicy;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An operator publishes. */
class OperatorPublishTest {
  private final FakeTime time = new FakeTime();
  private final TestBroker broker =
      new TestBroker(
          new MemoryStorage("n"),
          time,
          new SessionLimits(
              SessionLimits.DEFAULT.receiving(),
              SessionLimits.DEFAULT.sending(),
              new SessionLimits.Queue(1, 0, 100, 1 << 20, true),
              new SessionLimits.Excess(0, OverflowPolicy.of(Overflow.REJECT_PUBLISHER))));
  private final Control control = broker.broker.control(List::of);

  private CompletableFuture<String> publish(String topic, boolean retain, long expiry) {
    CompletableFuture<String> published =
        control.publish(
            new Publication(
                "ops",
                TopicName.of(topic),
                Qos.AT_LEAST_ONCE,
                retain,
                "m".getBytes(StandardCharsets.UTF_8),
                expiry));
    broker.settle();
    return published;
  }

  @Test
  void subscribersGetItAndTheIdIsTold() {
    Link subscriber = broker.link().connect5("s", false, 1_000);
    subscriber.subscribe("t/#", 1);
    assertThat(publish("t/1", false, -1).join()).matches("[0-9A-F]{32}");
    assertThat(subscriber.payloads()).containsExactly("m");
  }

  @Test
  void absentClientsAndTheRetainedStoreKeepIt() {
    Link subscriber = broker.link().connect5("s", false, 1_000);
    subscriber.subscribe("t/#", 1);
    subscriber.drop();
    assertThat(publish("t/1", true, -1)).isCompleted();
    assertThat(control.retainedTopics()).contains("t/1");
    assertThat(broker.link().connect5("s", false, 1_000).payloads()).containsExactly("m");
  }

  @Test
  void itExpires() {
    Link subscriber = broker.link().connect5("s", false, 1_000);
    subscriber.subscribe("t/#", 1);
    subscriber.drop();
    publish("t/1", false, 5);
    time.advanceMillis(6_000);
    assertThat(broker.link().connect5("s", false, 1_000).payloads()).isEmpty();
  }

  @Test
  void itIsNotTakenWhereAClientsWouldNotBe() {
    assertThatThrownBy(() -> publish("$SYS/brokers", false, -1).join())
        .hasMessageContaining("only the broker publishes to $SYS topics");
    Link subscriber = broker.link().connect5("s", false, 1_000);
    subscriber.subscribe("t/#", 1);
    subscriber.drop();
    assertThat(publish("t/1", false, -1)).isCompleted();
    assertThatThrownBy(() -> publish("t/2", false, -1).join())
        .hasMessageContaining("a receiver's queue is full and refuses publishers");
  }
}
