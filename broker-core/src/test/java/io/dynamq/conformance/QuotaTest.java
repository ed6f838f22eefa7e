package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.engine.BrokerSettings;
import io.dynamq.observe.Metric;
import io.dynamq.testkit.Mqtt5;
import io.dynamq.topic.rewrite.RewriteRules;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who publishes more delayed messages than may wait is told, whatever the quality of service. */
class QuotaTest {
  private static final int QUOTA_EXCEEDED = 0x97;
  private static final String DELAYED = "$delayed/100/quota";

  private static LoopbackBroker broker;

  @BeforeAll
  static void start() {
    BrokerSettings.Delays one = new BrokerSettings.Delays(true, 1, 0);
    broker =
        LoopbackBroker.with()
            .modules(
                new BrokerSettings.Modules(
                    RewriteRules.NONE, RewriteRules.NONE, List.of(), one))
            .start();
    MqttClient first = broker.connected();
    first.publish(PublishPacket.to(DELAYED)).ping();
    assertThat(broker.count(Metric.MESSAGES_DELAYED)).isEqualTo(1);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  @Mqtt5("MQTT-3.14.2-1")
  void mqtt5IsDisconnectedWhereThereIsNoAcknowledgement() {
    MqttClient client = broker.connected();
    client.publish(PublishPacket.to(DELAYED));
    Received goodbye = client.expectDisconnect(QUOTA_EXCEEDED);
    assertThat(goodbye.property(Props.REASON_STRING))
        .isEqualTo("more delayed messages wait than the broker keeps");
  }

  @Test
  @Mqtt5({"MQTT-3.4.2-1", "MQTT-3.5.2-1"})
  void mqtt5IsToldInTheAcknowledgementWhereThereIsOne() {
    MqttClient client = broker.connected();
    client.publish(PublishPacket.to(DELAYED).qos(1, 1));
    assertThat(client.expect(Received.PUBACK).code()).isEqualTo(QUOTA_EXCEEDED);
    client.publish(PublishPacket.to(DELAYED).qos(2, 2));
    assertThat(client.expect(Received.PUBREC).code()).isEqualTo(QUOTA_EXCEEDED);
    client.ping();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void mqtt3IsClosed(int version) {
    for (int qos = 0; qos <= 2; qos++) {
      MqttClient client = broker.connected(version, ConnectPacket.of(version, unique("c")));
      PublishPacket packet = PublishPacket.to(DELAYED);
      client.publish(qos == 0 ? packet : packet.qos(qos, 1)).raw().expectClose();
    }
  }

  @Test
  void otherMessagesGoTheirWay() {
    MqttClient client = broker.connected();
    String topic = unique("q/");
    client.subscribe(topic, 0);
    client.publish(PublishPacket.to(topic).payload("now")).expectMessage("now");
  }
}
