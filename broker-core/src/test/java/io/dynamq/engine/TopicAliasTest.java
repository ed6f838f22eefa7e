package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Publish;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import org.junit.jupiter.api.Test;

/** Topic aliases of the broker itself, on their way to clients that allow them. */
class TopicAliasTest {
  private final TestBroker broker =
      new TestBroker(new MemoryStorage("n"), new FakeTime(), SessionLimits.DEFAULT);
  private final Link publisher = broker.linkOnOtherLoop().connect("p", true);

  @Test
  void namesATopicWithItsAliasOnceAndThenOmitsIt() {
    Link subscriber = subscriber(10);

    publish("sensors/1", 4);

    assertThat(subscriber.deliveries()).extracting(TopicAliasTest::how)
        .containsExactly("name+1", "1", "1", "1");
  }

  @Test
  void usesNoMoreAliasesThanTheClientAllows() {
    Link subscriber = subscriber(2);

    for (int round = 0; round < 6; round++) {
      for (int topic = 0; topic < 5; topic++) {
        publish("sensors/" + topic, 1);
      }
    }

    assertThat(subscriber.deliveries()).hasSize(30).allMatch(one -> one.topicAlias() <= 2);
  }

  @Test
  void usesNoneForAClientThatAllowsNone() {
    Link subscriber = subscriber(0);
    publish("sensors/1", 3);
    assertThat(subscriber.deliveries()).extracting(TopicAliasTest::how).containsOnly("name");
  }

  @Test
  void beginsAnewWithEachConnection() {
    subscriber(10);
    publish("sensors/1", 3);

    Link again = subscriber(10);
    publish("sensors/1", 1);

    assertThat(again.deliveries()).extracting(TopicAliasTest::how).containsExactly("name+1");
  }

  @Test
  void anAliasThatCameWithATooLargePacketIsNotTakenForKnown() {
    // The fixed header, the topic's 11, properties' length, and a payload of 1.
    Link subscriber = subscriber(10, 2 + 11 + 1 + 1 + 3 + 40);
    publisher.publish("sensors/1", 0, 0, "x".repeat(100), false);
    publish("sensors/1", 3);

    assertThat(subscriber.deliveries()).extracting(TopicAliasTest::how)
        .containsExactly("name+1", "1", "1");
    assertThat(broker.count(Metric.DELIVERY_DROPPED_TOO_LARGE)).isEqualTo(1);
  }

  @Test
  void aPacketThatOnlyTheAliasMakesTooLargeGoesWithoutIt() {
    String topic = "sensors/" + "x".repeat(40);
    Link subscriber = subscriber(10, 2 + 2 + topic.length() + 1 + 1);

    publish(topic, 3);

    assertThat(subscriber.deliveries()).extracting(TopicAliasTest::how)
        .containsExactly("name", "name", "name");
    assertThat(broker.count(Metric.DELIVERY_DROPPED)).isZero();
  }

  @Test
  void keepsTheTopicOfEachMessageThroughManyTopics() {
    Link subscriber = subscriber(20);
    TopicName[] told = new TopicName[21];

    for (int i = 0; i < 2_000; i++) {
      int topic = i * i % 97 % (i % 3 == 0 ? 40 : 7);
      publisher.say(publication("room/" + topic, "room/" + topic));
    }

    assertThat(subscriber.deliveries()).hasSize(2_000);
    for (Delivery one : subscriber.deliveries()) {
      if (one.topicAlias() > 0 && !one.topicOmitted()) {
        told[one.topicAlias()] = one.message().topic();
      }
      TopicName read = one.topicOmitted() ? told[one.topicAlias()] : one.message().topic();
      assertThat(read.value()).isEqualTo(new String(one.message().payload()));
    }
    assertThat(subscriber.deliveries().stream().filter(Delivery::topicOmitted).count())
        .as("worth it").isGreaterThan(1_000);
  }

  private static Publish publication(String topic, String payload) {
    return new Publish(
        false,
        Qos.AT_MOST_ONCE,
        false,
        TopicName.of(topic),
        0,
        0,
        -1,
        MessageProperties.NONE,
        payload.getBytes());
  }

  private Link subscriber(int aliases) {
    return subscriber(aliases, -1);
  }

  private Link subscriber(int aliases, int maximumPacketSize) {
    Link link = broker.link().connect5("s", Link.options(maximumPacketSize, aliases));
    link.subscribe("#", 0);
    return link;
  }

  private void publish(String topic, int times) {
    for (int i = 0; i < times; i++) {
      publisher.publish(topic, 0, 0, "x", false);
    }
  }

  private static String how(Delivery delivery) {
    if (delivery.topicAlias() == 0) {
      return "name";
    }
    return (delivery.topicOmitted() ? "" : "name+") + delivery.topicAlias();
  }
}
