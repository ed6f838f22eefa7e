package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.engine.BrokerSettings;
import io.dynamq.testkit.Mqtt5;
import io.dynamq.topic.rewrite.RewriteRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A publisher that asks by {@code x-receipt} is told what has become of its message. */
class ReceiptDetailsTest {
  private static final int NO_MATCHING_SUBSCRIBERS = 0x10;

  private static LoopbackBroker broker;

  @BeforeAll
  static void start() {
    broker =
        LoopbackBroker.with()
            .modules(
                new BrokerSettings.Modules(
                    RewriteRules.NONE,
                    RewriteRules.NONE,
                    List.of(),
                    new BrokerSettings.Delays(true, 0, 0)))
            .start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static Props asking() {
    return Props.none().user("x-receipt", "1");
  }

  private static Map<String, String> told(Received answer) {
    Map<String, String> told = new HashMap<>();
    for (Object one : answer.all(Props.USER_PROPERTY)) {
      String[] pair = one.toString().split("=", 2);
      told.put(pair[0], pair[1]);
    }
    return told;
  }

  private static void subscribed(String topic) {
    String id = unique("s");
    MqttClient client = broker.connected(ConnectPacket.v5(id).persistent(3_600));
    client.subscribe(topic, 2);
    broker.lose(client, id);
  }

  @Test
  void pubackSaysWhichMessageItIsForWhomAndWhatIsPromised() {
    subscribed("asked/1");
    MqttClient client = broker.connected();

    client.publish(PublishPacket.to("asked/1").qos(1, 1).with(asking()));
    Map<String, String> told = told(client.expect(Received.PUBACK, 1));

    assertThat(told).containsOnlyKeys("x-msgid", "x-durability", "x-stored-at", "x-matched");
    assertThat(told.get("x-msgid")).matches("[0-9A-F]{32}");
    assertThat(told).containsEntry("x-durability", "memory").containsEntry("x-matched", "1");
    long micros = Long.parseLong(told.get("x-msgid").substring(0, 16), 16);
    assertThat(Long.parseLong(told.get("x-stored-at"))).isEqualTo(micros / 1_000);
  }

  @Test
  void pubrecSaysTheSameAndARepetitionOfItsPublishNoMore() {
    subscribed("asked/2");
    MqttClient client = broker.connected();
    PublishPacket publish = PublishPacket.to("asked/2").qos(2, 1).with(asking());

    client.publish(publish);
    assertThat(told(client.expect(Received.PUBREC, 1))).containsEntry("x-matched", "1");
    client.publish(publish.dup());
    assertThat(client.expect(Received.PUBREC, 1).properties()).isEmpty();
  }

  @Test
  void aMessageThatNobodyKeepsHasNoPromise() {
    MqttClient client = broker.connected();

    client.publish(PublishPacket.to("asked/by/none").qos(1, 1).with(asking()));
    Received answer = client.expect(Received.PUBACK, 1);

    assertThat(answer.code()).isEqualTo(NO_MATCHING_SUBSCRIBERS);
    assertThat(told(answer)).containsOnlyKeys("x-msgid", "x-durability", "x-matched");
    assertThat(told(answer)).containsEntry("x-durability", "none").containsEntry("x-matched", "0");
  }

  @Test
  void aDelayedMessageIsNamedAsItWillBePublished() {
    String id = unique("s");
    MqttClient subscriber = broker.connected(ConnectPacket.v5(id));
    subscriber.subscribe("asked/later", 1);
    MqttClient client = broker.connected();

    client.publish(PublishPacket.to("$delayed/100/asked/later").qos(1, 1).with(asking()));
    Map<String, String> told = told(client.expect(Received.PUBACK, 1));

    assertThat(told).containsOnlyKeys("x-msgid", "x-durability", "x-stored-at");
    long dueMicros = Long.parseLong(told.get("x-msgid").substring(0, 16), 16);
    assertThat(dueMicros / 1_000 - Long.parseLong(told.get("x-stored-at"))).isEqualTo(100_000);
  }

  @Test
  void nobodyIsToldWhoDoesNotAsk() {
    MqttClient client = broker.connected();
    client.publish(PublishPacket.to("asked/3").qos(1, 1));
    assertThat(client.expect(Received.PUBACK, 1).properties()).isEmpty();
    client.publish(PublishPacket.to("asked/3").qos(1, 2).with(Props.none().user("x-receipt", "0")));
    assertThat(client.expect(Received.PUBACK, 2).properties()).isEmpty();
  }

  @Test
  @Mqtt5("MQTT-3.1.2-29")
  void whoWantsNoProblemInformationGetsTheBareCode() {
    Props props = Props.none().number8(Props.REQUEST_PROBLEM_INFORMATION, 0);
    MqttClient client = broker.connected(ConnectPacket.v5(unique("c")).with(props));
    client.publish(PublishPacket.to("asked/4").qos(1, 1).with(asking()));
    assertThat(client.expect(Received.PUBACK, 1).properties()).isEmpty();
  }

  @Test
  @Mqtt5("MQTT-3.4.2-3")
  void whoTakesSmallPacketsOnlyGetsTheBareCode() {
    MqttClient client =
        broker.connected(ConnectPacket.v5(unique("c")).with(Props.none().maximumPacketSize(60)));
    client.publish(PublishPacket.to("asked/5").qos(1, 1).with(asking()));
    assertThat(client.expect(Received.PUBACK, 1).properties()).isEmpty();
  }
}
