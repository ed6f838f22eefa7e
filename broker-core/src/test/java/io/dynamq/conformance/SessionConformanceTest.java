package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static io.dynamq.conformance.Received.PUBACK;
import static io.dynamq.conformance.Received.PUBCOMP;
import static io.dynamq.conformance.Received.PUBLISH;
import static io.dynamq.conformance.Received.PUBREC;
import static io.dynamq.conformance.Received.PUBREL;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.Mqtt5;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** MQTT 5.0 clean start (3.1.2.4), session state (4.1), sending again (4.4), receipt (4.5). */
class SessionConformanceTest {
  private static LoopbackBroker broker;
  private static MqttClient publisher;
  private String id;
  private String topic;

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
  void name() {
    id = unique("s");
    topic = unique("s/");
  }

  private ConnectPacket lasting(long seconds) {
    return ConnectPacket.v5(id).persistent(seconds);
  }

  private MqttClient subscribed() {
    return broker.connected(lasting(600)).subscribe(topic, 2);
  }

  private MqttClient resumed() {
    MqttClient client = broker.client(5);
    assertThat(client.connect(lasting(600)).sessionPresent()).isTrue();
    return client;
  }

  private MqttClient anew(ConnectPacket packet) {
    MqttClient client = broker.client(5);
    assertThat(client.connect(packet).sessionPresent()).isFalse();
    return client;
  }

  @Test
  @Mqtt5({"MQTT-3.1.2-4", "MQTT-3.1.4-4", "MQTT-3.2.2-2"})
  void aCleanStartDiscardsTheSession() {
    subscribed().disconnect();
    publisher.publish(topic, "queued", 1);
    MqttClient client = anew(ConnectPacket.v5(id).with(Props.none().sessionExpiry(600)));
    publisher.publish(topic, "live", 1);
    client.ping().disconnect();
    resumed().ping();
  }

  @Test
  @Mqtt5({"MQTT-3.1.2-5", "MQTT-3.1.4-4", "MQTT-3.2.2-3", "MQTT-3.1.2-23"})
  void withoutCleanStartTheSessionGoesOn() {
    subscribed().disconnect();
    publisher.publish(topic, "queued", 1);
    broker.pass(599_000);
    MqttClient client = resumed();
    client.puback(client.expectMessage("queued").packetId());
    publisher.publish(topic, "live", 1);
    client.expectMessage("live");
  }

  @Test
  @Mqtt5({"MQTT-3.1.2-6", "MQTT-3.2.2-3"})
  void withoutCleanStartANewSessionBeginsWhereThereIsNone() {
    anew(lasting(600)).subscribe(topic, 1).disconnect();
    resumed();
  }

  @Test
  @Mqtt5("MQTT-3.1.2-23")
  void aSessionOutlivesANetworkThatFails() {
    subscribed().reset();
    publisher.publish(topic, "queued", 2);
    resumed().expectMessage("queued");
  }

  @Test
  @Mqtt5("MQTT-3.1.2-23")
  void theGoodbyeMayChangeHowLongTheSessionLasts() {
    MqttClient client = broker.connected(lasting(10)).subscribe(topic, 1);
    client.send(new Bytes().u8(0).add(Props.none().sessionExpiry(600).block()).packet(0xE0));
    client.raw().expectClose();
    broker.pass(590_000);
    resumed();
  }

  @Test
  @Mqtt5("MQTT-4.1.0-1")
  void aSessionIsKeptWhileItsConnectionIsOpen() {
    MqttClient client = broker.connected(lasting(1)).subscribe(topic, 2);
    publisher.publish(topic, "unacknowledged", 2);
    int packetId = client.expectMessage("unacknowledged").packetId();
    broker.pass(3_600_000);
    client.raw().expectNothing(300);
    client.reset();
    MqttClient again = broker.client(5);
    assertThat(again.connect(lasting(1)).sessionPresent()).isTrue();
    again.expect(PUBLISH, packetId);
  }

  @Test
  @Mqtt5("MQTT-4.1.0-2")
  void aSessionEndsWhenItsExpiryHasPassed() {
    broker.connected(lasting(60)).subscribe(topic, 1).disconnect();
    publisher.publish(topic, "queued", 1);
    broker.pass(61_000);
    MqttClient client = anew(lasting(600));
    publisher.publish(topic, "live", 1);
    client.ping();
  }

  @Test
  @Mqtt5("MQTT-4.1.0-2")
  void aSessionWithoutExpiryEndsWithItsConnection() {
    broker.connected(ConnectPacket.v5(id).clean(false)).subscribe(topic, 1).disconnect();
    publisher.publish(topic, "lost", 1);
    anew(lasting(600)).ping();
  }

  @Test
  @Mqtt5({"MQTT-4.4.0-1", "MQTT-3.3.1-1"})
  void anUnacknowledgedMessageIsSentAgainWithItsIdentifierAndDup() {
    MqttClient client = subscribed();
    publisher.publish(topic, "one", 1).publish(topic, "two", 2);
    Received one = client.expectMessage("one");
    Received two = client.expectMessage("two");
    assertThat(one.dup()).isFalse();
    client.reset();
    MqttClient again = resumed();
    Received first = again.expect(PUBLISH, one.packetId());
    assertThat(first.text()).isEqualTo("one");
    assertThat(first.dup()).isTrue();
    assertThat(first.qos()).isEqualTo(1);
    Received second = again.expect(PUBLISH, two.packetId());
    assertThat(second.text()).isEqualTo("two");
    assertThat(second.dup()).isTrue();
    assertThat(second.qos()).isEqualTo(2);
  }

  @Test
  @Mqtt5({"MQTT-4.4.0-1", "MQTT-4.3.3-5", "MQTT-4.3.3-6"})
  void anUnacknowledgedPubrelIsSentAgainInsteadOfItsPublish() {
    MqttClient client = subscribed();
    publisher.publish(topic, "x", 2);
    int packetId = client.expectMessage("x").packetId();
    client.pubrec(packetId).expect(PUBREL, packetId);
    client.reset();
    MqttClient again = resumed();
    again.expect(PUBREL, packetId);
    again.ping().reset();
    MqttClient third = resumed();
    third.expect(PUBREL, packetId);
    third.pubcomp(packetId).ping().reset();
    resumed().ping();
  }

  @Test
  @Mqtt5({"MQTT-4.4.0-1", "MQTT-4.3.2-3", "MQTT-4.3.3-3"})
  void nothingIsSentAgainOnTheSameConnection() {
    MqttClient client = subscribed();
    publisher.publish(topic, "one", 1).publish(topic, "two", 2);
    Received one = client.expectMessage("one");
    Received two = client.expectMessage("two");
    broker.pass(3_600_000);
    client.raw().expectNothing(300);
    client.ping().reset();
    MqttClient again = resumed();
    again.expect(PUBLISH, one.packetId());
    again.expect(PUBLISH, two.packetId());
  }

  @Test
  @Mqtt5({"MQTT-4.3.2-3", "MQTT-4.3.3-5"})
  void whatIsAcknowledgedIsNotSentAgain() {
    MqttClient client = subscribed();
    publisher.publish(topic, "one", 1).publish(topic, "two", 2);
    client.puback(client.expectMessage("one").packetId());
    int packetId = client.expectMessage("two").packetId();
    client.pubrec(packetId).expect(PUBREL, packetId);
    client.pubcomp(packetId).ping().reset();
    resumed().ping();
  }

  @Test
  @Mqtt5("MQTT-4.4.0-2")
  void aRefusalAcknowledgesAMessage() {
    MqttClient client = subscribed();
    publisher.publish(topic, "one", 1).publish(topic, "two", 2);
    client.ack(0x40, client.expectMessage("one").packetId(), 0x80);
    client.ack(0x50, client.expectMessage("two").packetId(), 0x87);
    client.ping().reset();
    resumed().ping();
  }

  @Test
  @Mqtt5({"MQTT-4.5.0-1", "MQTT-4.3.2-4", "MQTT-4.3.3-8"})
  void aMessageIsAddedToEverySessionThatMatches() {
    MqttClient online = broker.connected().subscribe("s/#", 2);
    subscribed().disconnect();
    publisher.publish(topic, "one", 1).publish(topic, "two", 2);
    online.expectMessage("one");
    online.expectMessage("two");
    MqttClient client = resumed();
    client.expectMessage("one");
    client.expectMessage("two");
  }

  @Test
  @Mqtt5({"MQTT-4.4.0-1", "MQTT-4.3.3-10"})
  void theIdentifierOfAQos2PublishIsRememberedAcrossConnections() {
    MqttClient watcher = broker.connected().subscribe(topic, 0);
    MqttClient client = broker.connected(lasting(600));
    client.publish(PublishPacket.to(topic).payload("once").qos(2, 5)).expect(PUBREC, 5);
    client.reset();
    MqttClient again = resumed();
    again.publish(PublishPacket.to(topic).payload("once").qos(2, 5).dup()).expect(PUBREC, 5);
    again.pubrel(5).expect(PUBCOMP, 5);
    watcher.expectMessage("once");
    watcher.ping();
  }

  @Test
  @Mqtt5("MQTT-4.3.2-5")
  void afterPubackTheIdentifierStandsForANewMessage() {
    MqttClient watcher = broker.connected().subscribe(topic, 0);
    MqttClient client = broker.connected();
    client.publish(PublishPacket.to(topic).payload("one").qos(1, 9)).expect(PUBACK, 9);
    client.publish(PublishPacket.to(topic).payload("two").qos(1, 9).dup()).expect(PUBACK, 9);
    watcher.expectMessage("one");
    watcher.expectMessage("two");
  }
}
