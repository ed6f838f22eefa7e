package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.Mqtt5;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** MQTT 5.0 section 3.3.1.3: retained messages, and how subscriptions ask for them (3.8.3.1). */
class RetainConformanceTest {
  private static final int RETAIN_AS_PUBLISHED = 0x08;
  private static final int IF_NEW = 0x10;
  private static final int NEVER = 0x20;

  private static LoopbackBroker broker;
  private static MqttClient publisher;
  private String topic;
  private MqttClient client;

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.start();
    publisher = broker.connected();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void connect() {
    topic = unique("r/");
    client = broker.connected();
  }

  private MqttClient newSubscriber() {
    return broker.connected().subscribe(topic, 2);
  }

  @Test
  @Mqtt5("MQTT-3.3.1-5")
  void aRetainedPublishReplacesTheOneBeforeWithItsQos() {
    publisher.retain(topic, "first", 1).retain(topic, "second", 2);
    Received kept = newSubscriber().expectMessage("second");
    assertThat(kept.qos()).isEqualTo(2);
    assertThat(kept.retain()).isTrue();
    publisher.retain(topic, "third", 0);
    MqttClient last = newSubscriber();
    assertThat(last.expectMessage("third").qos()).isZero();
    last.ping();
  }

  @Test
  @Mqtt5("MQTT-3.3.1-6")
  void anEmptyRetainedPublishIsDeliveredAndRemovesWhatIsKept() {
    publisher.retain(topic, "kept", 1);
    client.subscribe(topic, 1);
    client.expectMessage("kept");
    publisher.retain(topic, "", 1);
    client.expectMessage("");
    newSubscriber().ping();
  }

  @Test
  @Mqtt5("MQTT-3.3.1-7")
  void anEmptyRetainedPublishIsNotKept() {
    publisher.retain(topic, "", 1);
    newSubscriber().ping();
  }

  @Test
  @Mqtt5("MQTT-3.3.1-8")
  void aPublishWithoutRetainNeitherIsKeptNorTouchesWhatIs() {
    publisher.publish(topic, "passing", 1);
    newSubscriber().ping();
    publisher.retain(topic, "kept", 1).publish(topic, "passing", 1).publish(topic, "", 1);
    MqttClient subscriber = newSubscriber();
    subscriber.expectMessage("kept");
    subscriber.ping();
  }

  @Test
  @Mqtt5("MQTT-3.3.1-9")
  void retainHandlingZeroSendsAllThatMatchesEachTime() {
    publisher.retain(topic + "/a", "a", 1).retain(topic + "/b", "b", 1);
    publisher.retain(unique("other/"), "c", 1);
    for (int round = 0; round < 2; round++) {
      client.subscribe(topic + "/+", 0);
      assertThat(new String[] {client.next().text(), client.next().text()})
          .containsExactlyInAnyOrder("a", "b");
      client.ping();
    }
  }

  @Test
  @Mqtt5("MQTT-3.3.1-10")
  void retainHandlingOneSendsToNewSubscriptionsOnly() {
    publisher.retain(topic, "kept", 1);
    client.subscribe(topic, IF_NEW).expectMessage("kept");
    client.subscribe(topic, 1 | IF_NEW).ping();
    client.unsubscribe(topic);
    client.subscribe(topic, IF_NEW).expectMessage("kept");
  }

  @Test
  @Mqtt5("MQTT-3.3.1-10")
  void aResumedSubscriptionIsNotNew() {
    publisher.retain(topic, "kept", 1);
    String id = unique("c");
    MqttClient first = broker.connected(ConnectPacket.v5(id).persistent(60));
    first.subscribe(topic, IF_NEW).expectMessage("kept");
    first.disconnect();
    broker.connected(ConnectPacket.v5(id).persistent(60)).subscribe(topic, IF_NEW).ping();
  }

  @Test
  @Mqtt5("MQTT-3.3.1-11")
  void retainHandlingTwoSendsNone() {
    publisher.retain(topic, "kept", 1);
    client.subscribe(topic, NEVER).ping();
    publisher.retain(topic, "live", 1);
    client.expectMessage("live");
  }

  @Test
  @Mqtt5("MQTT-3.3.1-12")
  void withoutRetainAsPublishedTheFlagIsClearedOnForwarding() {
    client.subscribe(topic, 1);
    publisher.retain(topic, "retained", 1).publish(topic, "not retained", 1);
    assertThat(client.expectMessage("retained").retain()).isFalse();
    assertThat(client.expectMessage("not retained").retain()).isFalse();
  }

  @Test
  @Mqtt5("MQTT-3.3.1-13")
  void withRetainAsPublishedTheFlagIsForwardedAsItIs() {
    client.subscribe(topic, 1 | RETAIN_AS_PUBLISHED);
    publisher.retain(topic, "retained", 1).publish(topic, "not retained", 1);
    assertThat(client.expectMessage("retained").retain()).isTrue();
    assertThat(client.expectMessage("not retained").retain()).isFalse();
  }

  @Test
  @Mqtt5("MQTT-3.3.1-13")
  void theFlagIsForwardedFromTheQueueToo() {
    String id = unique("c");
    broker
        .connected(ConnectPacket.v5(id).persistent(60))
        .subscribe(topic, 1 | RETAIN_AS_PUBLISHED)
        .disconnect();
    publisher.retain(topic, "retained", 1).publish(topic, "not retained", 1);
    MqttClient resumed = broker.connected(ConnectPacket.v5(id).persistent(60));
    assertThat(resumed.expectMessage("retained").retain()).isTrue();
    assertThat(resumed.expectMessage("not retained").retain()).isFalse();
  }

  @Test
  @Mqtt5("MQTT-3.3.2-5")
  void aRetainedMessageThatHasExpiredIsNotSent() {
    publisher.publish(
        PublishPacket.to(topic).payload("kept").retain().with(Props.none().messageExpiry(10)));
    publisher.ping();
    broker.pass(4_000);
    Received kept = newSubscriber().expectMessage("kept");
    assertThat(kept.property(Props.MESSAGE_EXPIRY)).isEqualTo(6L);
    broker.pass(6_000);
    newSubscriber().ping();
  }

  @Test
  @Mqtt5("MQTT-3.8.4-4")
  void replacingASubscriptionSendsRetainedMessagesAgainAndLosesNothing() {
    publisher.retain(topic, "kept", 1);
    client.subscribe(topic, 0).expectMessage("kept");
    client.subscribe(topic, 1).expectMessage("kept");
    MqttClient busy = broker.connected().subscribe(topic, 1 | NEVER);
    MqttClient other = broker.connected();
    for (int i = 0; i < 50; i++) {
      other.publish(PublishPacket.to(topic).payload("m" + i).qos(1, 1_000 + i));
      Bytes filter = new Bytes().text(topic).u8(1 | NEVER);
      busy.send(busy.subscription(1 + i, Props.none(), filter));
    }
    int messages = 0;
    for (int packets = 0; packets < 100; packets++) {
      Received next = busy.next();
      if (next.type() == Received.PUBLISH) {
        assertThat(next.text()).isEqualTo("m" + messages++);
        busy.puback(next.packetId());
      }
    }
    assertThat(messages).isEqualTo(50);
  }
}
