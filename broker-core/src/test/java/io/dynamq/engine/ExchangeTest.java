package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.Will;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients of one broker talking to each other. */
class ExchangeTest {
  private final TestBroker broker =
      new TestBroker(new MemoryStorage("n"), new FakeTime(), SessionLimits.DEFAULT);

  @Test
  void deliversAtTheLowerOfBothLevels() {
    Link subscriber = broker.link().connect("s", true);
    subscriber.subscribe("a/+", 1);
    Link publisher = broker.linkOnOtherLoop().connect("p", true);

    publisher.publish("a/b", 2, 7, "x", false);

    assertThat(subscriber.last(SubAck.class).codes()).containsExactly(ReasonCode.GRANTED_QOS_1);
    assertThat(subscriber.deliveries()).hasSize(1);
    assertThat(subscriber.deliveries().get(0).qos()).isEqualTo(Qos.AT_LEAST_ONCE);
    assertThat(publisher.last(Ack.class)).isEqualTo(Ack.of(Ack.Type.PUBREC, 7));
  }

  @Test
  void publishesAQos2MessageOnceHoweverOftenItIsRepeated() {
    Link subscriber = broker.link().connect("s", true);
    subscriber.subscribe("t", 2);
    Link publisher = broker.link().connect("p", true);

    publisher.publish("t", 2, 7, "x", false);
    publisher.publish("t", 2, 7, "x", false);
    publisher.ack(Ack.Type.PUBREL, 7);
    publisher.publish("t", 2, 7, "y", false);

    assertThat(subscriber.payloads()).containsExactly("x", "y");
    assertThat(publisher.got.stream().filter(Ack.class::isInstance))
        .containsExactly(
            Ack.of(Ack.Type.PUBREC, 7),
            Ack.of(Ack.Type.PUBREC, 7),
            Ack.of(Ack.Type.PUBCOMP, 7),
            Ack.of(Ack.Type.PUBREC, 7));
  }

  @Test
  void sendsOneCopyForOverlappingSubscriptions() {
    Link subscriber = broker.link().connect("s", true);
    subscriber.subscribe("a/#", 0);
    subscriber.subscribe("a/b", 2);

    broker.link().connect("p", true).publish("a/b", 2, 1, "x", false);

    assertThat(subscriber.deliveries()).hasSize(1);
    assertThat(subscriber.deliveries().get(0).qos()).isEqualTo(Qos.EXACTLY_ONCE);
  }

  @Test
  void tellsAnMqtt5PublisherThatNobodyListens() {
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.publish("nobody", 1, 3, "x", false);
    assertThat(publisher.last(Ack.class).code()).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
  }

  @Test
  void keepsAtMostTheWindowInFlightAndTheRestInOrder() {
    SessionLimits three = limits(3, 100, 100);
    TestBroker narrow = new TestBroker(new MemoryStorage("n"), new FakeTime(), three);
    Link subscriber = narrow.link().connect("s", true);
    subscriber.subscribe("t", 1);
    Link publisher = narrow.link().connect("p", true);
    for (int i = 1; i <= 5; i++) {
      publisher.publish("t", 1, i, "m" + i, false);
    }
    assertThat(subscriber.payloads()).containsExactly("m1", "m2", "m3");

    subscriber.ack(Ack.Type.PUBACK, subscriber.deliveries().get(0).packetId());

    assertThat(subscriber.payloads()).containsExactly("m1", "m2", "m3", "m4");
  }

  static SessionLimits limits(int inflight, int queue, int memory) {
    return new SessionLimits(
        new SessionLimits.Receiving(100, 10, 0),
        new SessionLimits.Sending(inflight, 10, false),
        new SessionLimits.Queue(queue, 0, memory, 1 << 20, true));
  }

  @Test
  void dropsTheOldestOfAnUnsavedSessionWhenItsQueueIsFull() {
    TestBroker narrow =
        new TestBroker(new MemoryStorage("n"), new FakeTime(), limits(1, 100, 2));
    Link subscriber = narrow.link().connect("s", true);
    subscriber.subscribe("t", 1);
    Link publisher = narrow.link().connect("p", true);
    for (int i = 1; i <= 5; i++) {
      publisher.publish("t", 1, i, "m" + i, false);
    }
    for (int i = 0; i < 3; i++) {
      subscriber.ack(Ack.Type.PUBACK, subscriber.last(Delivery.class).packetId());
    }
    assertThat(subscriber.payloads()).containsExactly("m1", "m4", "m5");
    assertThat(narrow.count(Metric.DELIVERY_DROPPED_QUEUE_FULL)).isEqualTo(2);
  }

  @Test
  void holdsBackWhileTheSocketIsFull() {
    Link subscriber = broker.link().connect("s", true);
    subscriber.subscribe("t", 0);
    subscriber.writable = false;
    Link publisher = broker.link().connect("p", true);
    publisher.publish("t", 0, 0, "a", false);
    publisher.publish("t", 0, 0, "b", false);
    assertThat(subscriber.deliveries()).isEmpty();

    subscriber.becomeWritable();

    assertThat(subscriber.payloads()).containsExactly("a", "b");
  }

  @Test
  void sendsRetainedMessagesForNewSubscriptionsOnly() {
    Link publisher = broker.link().connect("p", true);
    publisher.publish("r/1", 1, 1, "kept", true);
    publisher.publish("r/2", 1, 2, "gone", true);
    publisher.publish("r/2", 1, 3, "", true);
    Link subscriber = broker.link().connect5("s", true, 0);

    subscriber.subscribe("r/+", 1);
    assertThat(subscriber.payloads()).containsExactly("kept");
    assertThat(subscriber.deliveries().get(0).retain()).isTrue();

    int sendIfNew = 1 << 4;
    subscriber.subscribe("r/+", 1 | sendIfNew);
    assertThat(subscriber.deliveries()).hasSize(1);
    int never = 2 << 4;
    subscriber.subscribe("r/#", 1 | never);
    assertThat(subscriber.deliveries()).hasSize(1);
    subscriber.subscribe("r/+", 1);
    assertThat(subscriber.deliveries()).hasSize(2);
  }

  @Test
  void honoursNoLocalAndRetainAsPublished() {
    int noLocal = 4;
    int asPublished = 8;
    Link both = broker.link().connect5("both", true, 0);
    both.subscribe("t", noLocal);
    Link other = broker.link().connect5("other", true, 0);
    other.subscribe("t", asPublished);

    both.publish("t", 0, 0, "x", true);

    assertThat(both.deliveries()).isEmpty();
    assertThat(other.deliveries().get(0).retain()).isTrue();
    assertThat(broker.count(Metric.DELIVERY_DROPPED_NO_LOCAL)).isEqualTo(1);
  }

  @Test
  void publishesTheWillUnlessTheClientSaysGoodbye() {
    Link watcher = broker.link().connect("w", true);
    watcher.subscribe("will/#", 1);

    broker.link().connect(4, "a", true, 0, will("will/a", 0)).drop();
    Link polite = broker.link().connect(4, "b", true, 0, will("will/b", 0));
    polite.say(Disconnect.because(ReasonCode.SUCCESS, null));

    assertThat(watcher.deliveries()).hasSize(1);
    assertThat(watcher.deliveries().get(0).message().topic().value()).isEqualTo("will/a");
  }

  @Test
  void delaysTheWillAndForgetsItWhenTheClientIsBackInTime() {
    Link watcher = broker.link().connect("w", true);
    watcher.subscribe("will/#", 1);
    broker.link().connect(5, "late", false, 100, will("will/late", 10)).drop();
    broker.link().connect(5, "back", false, 100, will("will/back", 10)).drop();

    broker.advanceMillis(5_000);
    broker.link().connect5("back", false, 100);
    assertThat(watcher.deliveries()).isEmpty();
    broker.advanceMillis(6_000);

    assertThat(watcher.deliveries()).hasSize(1);
    assertThat(watcher.deliveries().get(0).message().topic().value()).isEqualTo("will/late");
  }

  static Will will(String topic, long delay) {
    return new Will(
        TopicName.of(topic),
        Qos.AT_LEAST_ONCE,
        false,
        "will".getBytes(StandardCharsets.UTF_8),
        MessageProperties.NONE,
        delay,
        -1);
  }

  @Test
  void spreadsASharedSubscriptionOverItsMembers() {
    Link one = broker.link().connect("m1", true);
    Link two = broker.linkOnOtherLoop().connect("m2", true);
    one.subscribe("$share/g/t", 0);
    two.subscribe("$share/g/t", 0);
    Link publisher = broker.link().connect("p", true);
    for (int i = 0; i < 10; i++) {
      publisher.publish("t", 0, 0, "m" + i, false);
    }
    assertThat(one.deliveries()).hasSize(5);
    assertThat(two.deliveries()).hasSize(5);
  }

  @Test
  void countsDownMessageExpiryWhileQueued() {
    Link subscriber = broker.link().connect5("s", true, 0);
    subscriber.subscribe("t", 1);
    subscriber.writable = false;
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.say(Link.publication("t", 1, 1, "short", false, 5));
    publisher.say(Link.publication("t", 1, 2, "long", false, 60));
    broker.advanceMillis(10_000);

    subscriber.becomeWritable();

    assertThat(subscriber.payloads()).containsExactly("long");
    assertThat(subscriber.deliveries().get(0).expirySeconds()).isEqualTo(50);
    assertThat(broker.count(Metric.DELIVERY_DROPPED_EXPIRED)).isEqualTo(1);
  }

  @Test
  void refusesIllFormedFiltersOneByOne() {
    Link client = broker.link().connect5("c", true, 0);
    client.subscribe("a/#/b", 1);
    assertThat(client.last(SubAck.class).codes())
        .isEqualTo(List.of(ReasonCode.TOPIC_FILTER_INVALID));
    assertThat(client.closed).isFalse();
  }

  @Test
  void letsNoClientPublishToTheBrokersOwnTopics() {
    Link watcher = broker.link().connect("w", true);
    watcher.subscribe("$SYS/#", 0);
    Link liar = broker.link().connect5("liar", true, 0);
    liar.publish("$SYS/brokers", 1, 1, "lie", false);
    assertThat(liar.last(Ack.class).code()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(watcher.deliveries()).isEmpty();
  }

  @Test
  void refusesASecondConnectAndAnUnknownVersion() {
    Link twice = broker.link().connect5("t", true, 0);
    twice.connect5("t", true, 0);
    assertThat(twice.last(Disconnect.class).code()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    assertThat(twice.closed).isTrue();

    Link odd = broker.link().connect(6, "odd", true, 0, null);
    assertThat(odd.connAck().code()).isEqualTo(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
    assertThat(odd.closed).isTrue();
  }
}
