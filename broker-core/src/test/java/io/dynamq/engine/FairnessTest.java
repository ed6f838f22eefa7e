package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Subscribe;
import io.dynamq.packet.Unsubscribe;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Floods, shared groups whose members leave, and retained messages in large numbers. */
class FairnessTest {
  private final TestBroker broker =
      new TestBroker(new MemoryStorage("n"), new FakeTime(), SessionLimits.DEFAULT);

  @Test
  void dropsQos0ThatAFasterLoopPilesUp() {
    Link slow = broker.linkOnOtherLoop().connect("slow", true);
    slow.subscribe("t", 0);
    Link fast = broker.link().connect("fast", true);
    int flood = 3 * Home.CROWD;
    for (int i = 0; i < flood; i++) {
      fast.tell(Link.publication("t", 0, 0, "x", false, -1));
    }
    broker.loopA.run();
    broker.settle();

    assertThat(slow.deliveries()).hasSize(Home.CROWD);
    assertThat(broker.count(Metric.DELIVERY_DROPPED_QOS0_MSG)).isEqualTo(flood - Home.CROWD);
  }

  @Test
  void acknowledgesNoFasterThanACrowdedReceiverTakes() {
    Link slow = broker.linkOnOtherLoop().connect("slow", true);
    slow.subscribe("t", 1);
    Link fast = broker.link().connect("fast", true);
    for (int i = 0; i < Home.CROWD + 10; i++) {
      fast.tell(Link.publication("t", 1, 1 + i, "x", false, -1));
    }
    broker.loopA.run();
    assertThat(acks(fast)).hasSize(Home.CROWD);
    broker.settle();
    assertThat(acks(fast)).hasSize(Home.CROWD + 10);
  }

  private static List<Ack> acks(Link link) {
    return link.got.stream().filter(Ack.class::isInstance).map(Ack.class::cast).toList();
  }

  @Test
  void givesWhatAMemberLeftUnacknowledgedToAnother() {
    TestBroker narrow =
        new TestBroker(new MemoryStorage("n"), new FakeTime(), ExchangeTest.limits(2, 0, 100));
    Link leaver = narrow.link().connect("leaver", true);
    leaver.subscribe("$share/g/t", 2);
    Link publisher = narrow.link().connect("p", true);
    publisher.publish("t", 1, 1, "acked", false);
    leaver.ack(Ack.Type.PUBACK, leaver.deliveries().get(0).packetId());
    publisher.publish("t", 1, 2, "sent at 1", false);
    publisher.publish("t", 2, 3, "sent at 2", false);
    publisher.publish("t", 2, 4, "queued at 2", false);
    publisher.publish("t", 0, 0, "at 0", false);
    Link stayer = narrow.linkOnOtherLoop().connect("stayer", true);
    stayer.subscribe("$share/g/t", 2);

    leaver.drop();

    // What was sent at QoS 2 may have arrived, so nobody else gets it [MQTT-4.8.2-5].
    assertThat(stayer.payloads()).containsExactly("sent at 1", "queued at 2");
  }

  @Test
  void givesWhatFindsAMemberGoneToAnother() {
    Link leaver = broker.linkOnOtherLoop().connect("leaver", true);
    leaver.subscribe("$share/g/t", 1);
    Link stayer = broker.link().connect("stayer", true);
    stayer.subscribe("$share/g/t", 1);
    Link publisher = broker.link().connect("p", true);
    leaver.cut();
    publisher.tell(Link.publication("t", 1, 1, "x", false, -1));
    publisher.tell(Link.publication("t", 1, 2, "y", false, -1));
    broker.loopA.run();
    assertThat(stayer.deliveries()).hasSize(1);
    broker.settle();

    assertThat(stayer.payloads()).containsExactlyInAnyOrder("x", "y");
  }

  @Test
  void sendsEveryRetainedMessageThroughASmallQueue() {
    TestBroker narrow =
        new TestBroker(new MemoryStorage("n"), new FakeTime(), ExchangeTest.limits(2, 3, 3));
    retain(narrow, 50);
    for (boolean clean : new boolean[] {true, false}) {
      Link subscriber = narrow.link().connect("s" + clean, clean);
      subscriber.subscribe("r/#", 1);
      int acked = 0;
      while (acked < subscriber.deliveries().size()) {
        subscriber.ack(Ack.Type.PUBACK, subscriber.deliveries().get(acked++).packetId());
      }
      assertThat(subscriber.payloads()).containsExactlyElementsOf(numbers(50));
    }
    assertThat(narrow.count(Metric.DELIVERY_DROPPED)).isZero();
  }

  private static void retain(TestBroker broker, int count) {
    Link publisher = broker.link().connect("p", true);
    for (String number : numbers(count)) {
      publisher.publish("r/" + number, 1, 1, number, true);
    }
  }

  private static List<String> numbers(int count) {
    return IntStream.range(1_000, 1_000 + count).mapToObj(Integer::toString).toList();
  }

  @Test
  void letsOthersRunBetweenPagesOfRetainedMessages() {
    retain(broker, 2_000);
    Link subscriber = broker.link().connect("s", true);
    subscriber.tell(
        new Subscribe(1, 0, List.of(new Subscribe.Entry("r/#", 0)), List.of()));
    broker.loopA.step();
    assertThat(subscriber.deliveries().size()).isLessThan(1_000);
    broker.settle();
    assertThat(subscriber.deliveries()).hasSize(2_000);
  }

  @Test
  void stopsRetainedMessagesAtUnsubscribe() {
    TestBroker narrow =
        new TestBroker(new MemoryStorage("n"), new FakeTime(), ExchangeTest.limits(2, 0, 100));
    retain(narrow, 2_000);
    Link subscriber = narrow.link().connect("s", true);
    subscriber.subscribe("r/#", 1);
    subscriber.say(new Unsubscribe(7, List.of("r/#"), List.of()));
    int acked = 0;
    while (acked < subscriber.deliveries().size()) {
      subscriber.ack(Ack.Type.PUBACK, subscriber.deliveries().get(acked++).packetId());
    }
    // Those that were on their way may still come [MQTT-3.10.4-2, -3].
    assertThat(subscriber.deliveries().size()).isBetween(2, 200);
  }

  @Test
  void sendsNoRetainedMessageOfOnesOwnWhereNoLocalIsSet() {
    Link both = broker.link().connect5("both", true, 0);
    both.publish("t/own", 1, 1, "own", true);
    broker.link().connect("p", true).publish("t/other", 1, 1, "other", true);
    int noLocal = 4;
    both.subscribe("t/#", noLocal | 1);
    assertThat(both.payloads()).containsExactly("other");
  }
}
