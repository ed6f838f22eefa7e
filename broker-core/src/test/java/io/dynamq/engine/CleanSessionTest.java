package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.control.Control;
import io.dynamq.control.Control.Cleaning;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.packet.Will;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An operator ends a saved session. */
class CleanSessionTest {
  private static final Will WILL =
      new Will(
          TopicName.of("will"),
          Qos.AT_MOST_ONCE,
          false,
          "gone".getBytes(StandardCharsets.UTF_8),
          MessageProperties.NONE,
          500,
          -1);

  private final TestBroker broker =
      new TestBroker(new MemoryStorage("n"), new FakeTime(), SessionLimits.DEFAULT);
  private final Control control = broker.broker.control(List::of);

  private Cleaning clean(String client) {
    CompletableFuture<Cleaning> asked = control.cleanSession(client);
    broker.settle();
    assertThat(asked).isDone();
    return asked.join();
  }

  @Test
  void endsTheSessionOfAnAbsentClient() {
    Link subscriber = broker.link().connect5("s", false, 1_000);
    subscriber.subscribe("t", 1);
    subscriber.drop();
    broker.link().connect5("p", true, 0).publish("t", 1, 1, "m", false);
    assertThat(clean("s")).isEqualTo(Cleaning.DONE);
    assertThat(control.subscriptions("s")).isEmpty();
    Link back = broker.link().connect5("s", false, 1_000);
    assertThat(back.connAck().sessionPresent()).isFalse();
    assertThat(back.deliveries()).isEmpty();
  }

  @Test
  void leavesAConnectedClientAlone() {
    Link subscriber = broker.link().connect5("s", false, 1_000);
    subscriber.subscribe("t", 1);
    assertThat(clean("s")).isEqualTo(Cleaning.CONNECTED);
    assertThat(control.subscriptions("s")).hasSize(1);
  }

  @Test
  void saysThatThereIsNone() {
    assertThat(clean("nobody")).isEqualTo(Cleaning.NO_SESSION);
    broker.link().connect5("s", true, 0).drop();
    assertThat(clean("s")).isEqualTo(Cleaning.NO_SESSION);
  }

  @Test
  void publishesTheWillThatWaited() {
    Link watcher = broker.link().connect5("w", true, 0);
    watcher.subscribe("will", 0);
    broker.link().connect(5, "s", false, 1_000, WILL).drop();
    broker.settle();
    assertThat(watcher.payloads()).isEmpty();
    assertThat(clean("s")).isEqualTo(Cleaning.DONE);
    assertThat(watcher.payloads()).containsExactly("gone");
  }
}
