package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Metric;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code retainer.max_retained_messages}, {@code max_payload_size} and {@code expiry_interval}. */
class RetainedLimitsTest {
  private final TestBroker broker =
      new TestBroker(
          new MemoryStorage("test@127.0.0.1"),
          new FakeTime(),
          new BrokerSettings.RetainedLimits(2, 10, 60));
  private Link publisher;
  private Link watcher;

  @BeforeEach
  void connect() {
    publisher = broker.link().connect("p", true);
    watcher = broker.link().connect("w", true);
    watcher.subscribe("#", 0);
  }

  private void retain(String topic, String payload) {
    publisher.publish(topic, 0, 0, payload, true);
  }

  private List<String> kept() {
    Link late = broker.link().connect("late", true);
    late.subscribe("#", 0);
    List<String> payloads = List.copyOf(late.payloads());
    late.drop();
    return payloads;
  }

  @Test
  void moreThanTheBoundAreDeliveredButNotKept() {
    retain("a", "1");
    retain("b", "2");
    retain("c", "3");
    assertThat(watcher.payloads()).containsExactly("1", "2", "3");
    assertThat(kept()).containsExactlyInAnyOrder("1", "2");
    assertThat(broker.count(Metric.MESSAGES_DROPPED)).isEqualTo(1);
  }

  @Test
  void oneThatIsThereIsReplacedAndOneThatGoesMakesRoom() {
    retain("a", "1");
    retain("b", "2");
    retain("a", "4");
    assertThat(kept()).containsExactlyInAnyOrder("4", "2");
    retain("b", "");
    retain("c", "3");
    assertThat(kept()).containsExactlyInAnyOrder("4", "3");
  }

  @Test
  void aLargeOneIsNotKept() {
    retain("a", "12345678901");
    retain("b", "1234567890");
    assertThat(watcher.payloads()).hasSize(2);
    assertThat(kept()).containsExactly("1234567890");
  }

  @Test
  void oneThatDoesNotSayHowLongItLastsEndsWhenConfigured() {
    retain("a", "1");
    broker.advanceMillis(59_000);
    assertThat(kept()).containsExactly("1");
    broker.advanceMillis(2_000);
    assertThat(kept()).isEmpty();
  }
}
