package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.engine.Zone;
import io.dynamq.session.SessionLimits;
import io.dynamq.testkit.Mqtt5;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 5.0: limits that the broker tells in CONNACK hold, exactly where it told them. */
class LimitsConformanceTest {
  private static final int TOPIC_ALIAS_INVALID = 0x94;
  private static final int RECEIVE_MAXIMUM_EXCEEDED = 0x93;
  private static final int ALIASES = 5;
  private static final int RECEIVE_MAXIMUM = 3;

  private static LoopbackBroker some;
  private static LoopbackBroker none;

  @BeforeAll
  static void start() {
    some = LoopbackBroker.with().zone(zone -> limited(zone, RECEIVE_MAXIMUM, ALIASES)).start();
    none = LoopbackBroker.with().zone(zone -> limited(zone, 1, 0)).start();
  }

  private static Zone limited(Zone zone, int receiveMaximum, int aliases) {
    SessionLimits limits = zone.session();
    return zone.withSession(
        new SessionLimits(
            new SessionLimits.Receiving(receiveMaximum, aliases, 0),
            new SessionLimits.Sending(limits.sending().maxInflight(), aliases, false),
            limits.queue()));
  }

  @AfterAll
  static void stop() {
    some.close();
    none.close();
  }

  @Test
  @Mqtt5({"MQTT-3.2.2-17", "MQTT-3.3.2-9", "MQTT-3.3.2-12"})
  void anAliasAboveTheMaximumIsRefusedAndTheMaximumIsNot() {
    MqttClient client = some.client(5);
    Received answer = client.connect(ConnectPacket.v5(unique("c")));
    assertThat(answer.property(Props.TOPIC_ALIAS_MAXIMUM)).isEqualTo(ALIASES);
    String topic = unique("l/");
    client.subscribe(topic, 0);
    for (int alias = 1; alias <= ALIASES; alias++) {
      Props props = Props.none().topicAlias(alias);
      client.publish(PublishPacket.to(topic).payload("a").with(props)).expectMessage("a");
      client.publish(PublishPacket.to("").payload("b").with(props)).expectMessage("b");
    }
    client.publish(PublishPacket.to(topic).with(Props.none().topicAlias(ALIASES + 1)));
    client.expectDisconnect(TOPIC_ALIAS_INVALID);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 65_535})
  @Mqtt5("MQTT-3.2.2-18")
  void withoutMaximumEveryAliasIsRefused(int alias) {
    MqttClient client = none.client(5);
    Received answer = client.connect(ConnectPacket.v5(unique("c")));
    assertThat(answer.has(Props.TOPIC_ALIAS_MAXIMUM)).isFalse();
    client.publish(PublishPacket.to("a").with(Props.none().topicAlias(alias)));
    client.expectDisconnect(TOPIC_ALIAS_INVALID);
  }

  @Test
  @Mqtt5({"MQTT-3.1.2-26", "MQTT-3.3.2-11"})
  void theBrokersOwnMaximumHoldsForDeliveriesToo() {
    Props props = Props.none().number16(Props.TOPIC_ALIAS_MAXIMUM, 65_535);
    MqttClient client = some.connected(ConnectPacket.v5(unique("c")).with(props));
    String topic = unique("l/");
    client.subscribe(topic + "/#", 0);
    for (int i = 0; i < 30; i++) {
      client.publish(PublishPacket.to(topic + "/" + i % 10).payload("x"));
      Received delivery = client.expectMessage("x");
      if (delivery.has(Props.TOPIC_ALIAS)) {
        assertThat((Integer) delivery.property(Props.TOPIC_ALIAS)).isBetween(1, ALIASES);
      }
    }
  }

  @Test
  @Mqtt5("MQTT-3.3.4-7")
  void theReceiveMaximumCountsExchangesThatAreNotFinished() {
    MqttClient client = some.client(5);
    Received answer = client.connect(ConnectPacket.v5(unique("c")));
    assertThat(answer.property(Props.RECEIVE_MAXIMUM)).isEqualTo(RECEIVE_MAXIMUM);
    for (int id = 1; id <= 10; id++) {
      client.publish("a", "acknowledged", 1);
    }
    for (int id = 101; id <= 103; id++) {
      client.publish(PublishPacket.to("a").qos(2, id)).expect(Received.PUBREC, id);
    }
    // The same PUBLISH again is the same exchange.
    client.publish(PublishPacket.to("a").qos(2, 103).dup()).expect(Received.PUBREC, 103);
    client.publish(PublishPacket.to("a").qos(2, 104));
    client.expectDisconnect(RECEIVE_MAXIMUM_EXCEEDED);
  }

  @Test
  @Mqtt5({"MQTT-3.3.4-7", "MQTT-4.9.0-1"})
  void theQuotaOfTheClientBeginsAnewWithItsConnection() {
    String id = unique("c");
    MqttClient first = some.connected(ConnectPacket.v5(id).persistent(60));
    for (int packetId = 1; packetId <= RECEIVE_MAXIMUM; packetId++) {
      first.publish(PublishPacket.to("a").qos(2, packetId)).expect(Received.PUBREC, packetId);
    }
    first.reset();
    MqttClient second = some.connected(ConnectPacket.v5(id).persistent(60));
    for (int packetId = 11; packetId < 11 + RECEIVE_MAXIMUM; packetId++) {
      second.publish(PublishPacket.to("a").qos(2, packetId)).expect(Received.PUBREC, packetId);
    }
    second.pubrel(1).expect(Received.PUBCOMP, 1);
  }
}
