package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.packet.Ack;
import io.dynamq.packet.Delivery;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Live messages while the retained ones of a new subscription are still being sent. */
class RetainedOrderTest {
  private static final SessionLimits LIMITS =
      new SessionLimits(
          new SessionLimits.Receiving(100, 10, 0),
          new SessionLimits.Sending(2, 0, false),
          new SessionLimits.Queue(0, 0, 8, 1 << 20, true));

  private final TestBroker broker = new TestBroker(new MemoryStorage("n"), new FakeTime(), LIMITS);
  private final Link publisher = broker.link().connect("p", true);

  private Link subscriberInTheMiddleOfAReplay() {
    for (int i = 100; i < 200; i++) {
      publisher.publish("r/" + i, 1, i, "old " + i, true);
    }
    Link subscriber = broker.link().connect5("s", false, 1_000);
    subscriber.subscribe("r/+", 1);
    return subscriber;
  }

  private static void consume(Link link) {
    for (int i = 0; i < link.deliveries().size(); i++) {
      Delivery delivery = link.deliveries().get(i);
      if (delivery.packetId() > 0) {
        link.ack(Ack.Type.PUBACK, delivery.packetId());
      }
    }
  }

  private static List<String> of(Link link, String topic) {
    return link.deliveries().stream()
        .filter(one -> one.message().topic().value().equals(topic))
        .map(one -> new String(one.message().payload(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void anOlderRetainedMessageGoesBeforeALiveOneAndOnlyOnce() {
    Link subscriber = subscriberInTheMiddleOfAReplay();
    assertThat(of(subscriber, "r/190")).isEmpty();
    publisher.publish("r/190", 1, 1, "live", false);
    publisher.publish("r/190", 1, 2, "live again", false);
    publisher.publish("r/100", 1, 3, "live", false);
    consume(subscriber);
    assertThat(of(subscriber, "r/190")).containsExactly("old 190", "live", "live again");
    assertThat(of(subscriber, "r/100")).containsExactly("old 100", "live");
    assertThat(of(subscriber, "r/191")).containsExactly("old 191");
    assertThat(subscriber.deliveries()).hasSize(103);
  }

  @Test
  void whatReplacesTheRetainedMessageMeanwhileIsLast() {
    Link subscriber = subscriberInTheMiddleOfAReplay();
    publisher.publish("r/150", 1, 1, "new", true);
    publisher.publish("r/150", 1, 2, "live", false);
    consume(subscriber);
    assertThat(of(subscriber, "r/150")).endsWith("live").doesNotContain("old 150");
  }
}
