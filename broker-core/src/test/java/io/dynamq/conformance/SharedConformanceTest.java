package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static io.dynamq.conformance.Received.PUBLISH;
import static io.dynamq.conformance.Received.PUBREL;
import static io.dynamq.conformance.Received.SUBACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.Mqtt5;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 5.0 section 4.8.2: shared subscriptions. */
class SharedConformanceTest {
  private static final int FILTER_INVALID = 0x8F;

  private static LoopbackBroker broker;
  private static MqttClient publisher;
  private String topic;
  private String shared;

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
    topic = unique("sh/");
    shared = "$share/group/" + topic;
  }

  @ParameterizedTest
  @ValueSource(strings = {"$share//t", "$share/", "$share/g", "$share/g/"})
  @Mqtt5("MQTT-4.8.2-1")
  void aSharedFilterWithoutNameOrFilterIsRefused(String filter) {
    MqttClient client = broker.connected();
    client.send(client.subscription(1, Props.none(), new Bytes().text(filter).u8(0)));
    assertThat(client.expect(SUBACK, 1).code()).isEqualTo(FILTER_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$share/g+/t", "$share/#/t", "$share/+/t", "$share/g#/t", "$share/g/a#"})
  @Mqtt5("MQTT-4.8.2-2")
  void aShareNameWithWildcardsOrABadFilterIsRefused(String filter) {
    MqttClient client = broker.connected();
    client.send(client.subscription(1, Props.none(), new Bytes().text(filter).u8(0)));
    assertThat(client.expect(SUBACK, 1).code()).isEqualTo(FILTER_INVALID);
  }

  @Test
  @Mqtt5({"MQTT-4.8.2-1", "MQTT-4.8.2-2"})
  void aGroupGetsEachMessageOnceAndGroupsGetItEach() {
    MqttClient one = broker.connected().subscribe(shared, 1);
    MqttClient two = broker.connected().subscribe(shared, 1);
    MqttClient other = broker.connected().subscribe("$share/other/" + topic, 1);
    MqttClient plain = broker.connected().subscribe(topic, 1);
    for (int i = 0; i < 6; i++) {
      publisher.publish(topic, "m" + i, 1);
      other.expectMessage("m" + i);
      plain.expectMessage("m" + i);
    }
    for (int i = 0; i < 3; i++) {
      one.expect(PUBLISH);
      two.expect(PUBLISH);
    }
    one.ping();
    two.ping();
  }

  /** Section 3.8.4, without a number: the retained messages are for all or for nobody. */
  @Test
  void aGroupGetsNoRetainedMessages() {
    publisher.retain(topic, "kept", 1);
    MqttClient member = broker.connected().subscribe(shared, 1);
    member.ping();
    publisher.publish(topic, "live", 1);
    member.expectMessage("live");
  }

  @Test
  @Mqtt5({"MQTT-3.10.4-1", "MQTT-4.8.2-1"})
  void leavingAGroupLeavesOtherSubscriptionsAlone() {
    MqttClient member = broker.connected().subscribe(shared, 1).subscribe(topic, 1);
    member.subscribe("$share/other/" + topic, 1);
    assertThat(member.unsubscribe(shared).code()).isZero();
    assertThat(member.unsubscribe(shared).code()).isEqualTo(0x11);
    assertThat(member.unsubscribe("$share/other/" + topic).code()).isZero();
    publisher.publish(topic, "x", 1);
    member.expectMessage("x");
    member.ping();
  }

  @Test
  @Mqtt5("MQTT-4.8.2-3")
  void eachMemberGetsMessagesAtItsOwnQos() {
    MqttClient[] members = new MqttClient[3];
    for (int qos = 0; qos <= 2; qos++) {
      members[qos] = broker.connected().subscribe(shared, qos);
    }
    for (int i = 0; i < 3; i++) {
      publisher.publish(topic, "x", 2);
    }
    for (int qos = 0; qos <= 2; qos++) {
      assertThat(members[qos].expectMessage("x").qos()).isEqualTo(qos);
      members[qos].ping();
    }
  }

  @Test
  @Mqtt5("MQTT-4.8.2-4")
  void aQos2DeliveryIsCompletedByTheMemberThatBeganIt() {
    String id = unique("m");
    MqttClient member = broker.connected(ConnectPacket.v5(id).persistent(600));
    member.subscribe(shared, 2);
    publisher.publish(topic, "begun", 2);
    int packetId = member.expectMessage("begun").packetId();
    MqttClient other = broker.connected().subscribe(shared, 2);
    broker.lose(member, id);
    other.ping();
    MqttClient again = broker.connected(ConnectPacket.v5(id).persistent(600));
    assertThat(again.expect(PUBLISH, packetId).dup()).isTrue();
    again.pubrec(packetId).expect(PUBREL, packetId);
    again.pubcomp(packetId).ping();
    other.ping();
  }

  @Test
  @Mqtt5("MQTT-4.8.2-5")
  void aQos2DeliveryOfASessionThatEndsGoesToNobodyElse() {
    String id = unique("m");
    MqttClient member = broker.connected(ConnectPacket.v5(id).persistent(10));
    member.subscribe(shared, 2);
    publisher.publish(topic, "begun", 2);
    member.expectMessage("begun");
    MqttClient other = broker.connected().subscribe(shared, 2);
    broker.lose(member, id);
    broker.pass(20_000);
    other.raw().expectNothing(300);
    publisher.publish(topic, "next", 2);
    other.expectMessage("next");
  }

  @Test
  @Mqtt5("MQTT-4.8.2-5")
  void aQos2DeliveryOfASessionThatEndsWithItsConnectionGoesToNobodyElse() {
    String id = unique("m");
    MqttClient member = broker.connected(ConnectPacket.v5(id)).subscribe(shared, 2);
    publisher.publish(topic, "begun", 2);
    member.expectMessage("begun");
    MqttClient other = broker.connected().subscribe(shared, 2);
    broker.lose(member, id);
    publisher.publish(topic, "next", 2);
    other.expectMessage("next");
  }

  @Test
  @Mqtt5("MQTT-4.8.2-6")
  void aRefusalByAMemberDiscardsTheMessage() {
    MqttClient member = broker.connected().subscribe(shared, 2);
    publisher.publish(topic, "one", 1).publish(topic, "two", 2);
    int one = member.expectMessage("one").packetId();
    int two = member.expectMessage("two").packetId();
    MqttClient other = broker.connected().subscribe(shared, 2);
    member.ack(0x40, one, 0x80).ack(0x50, two, 0x83).ping();
    other.ping();
    member.disconnect();
    other.ping();
    publisher.publish(topic, "next", 1);
    other.expectMessage("next");
  }
}
