package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static io.dynamq.conformance.Received.PUBCOMP;
import static io.dynamq.conformance.Received.PUBLISH;
import static io.dynamq.conformance.Received.PUBREC;
import static io.dynamq.conformance.Received.PUBREL;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.Mqtt311;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 3.1.1 clean session (3.1.2.4), session present (3.2.2.2), sending again (4.4), receipt. */
class V3SessionConformanceTest {
  private static LoopbackBroker broker;
  private static MqttClient publisher;
  private String id;
  private String topic;

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.start();
    publisher = broker.connected(4, ConnectPacket.of(4, unique("p")));
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

  private MqttClient open(boolean clean, boolean present) {
    MqttClient client = broker.client(4);
    Received answer = client.connect(ConnectPacket.of(4, id).clean(clean));
    assertThat(answer.code()).isZero();
    assertThat(answer.sessionPresent()).isEqualTo(present);
    return client;
  }

  private MqttClient lasting() {
    return open(false, false).subscribe(topic, 2);
  }

  @Test
  @Mqtt311({"MQTT-3.1.2-4", "MQTT-3.1.3-2", "MQTT-3.1.4-3", "MQTT-3.2.2-2", "MQTT-3.2.2-3"})
  void withoutCleanSessionItIsKeptAndGoesOn() {
    lasting().disconnect();
    MqttClient again = open(false, true);
    publisher.publish(topic, "still subscribed", 1);
    again.expectMessage("still subscribed");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @Mqtt311({"MQTT-3.1.2-5", "MQTT-4.5.0-1", "MQTT-4.1.0-1"})
  void messagesAreStoredWhileTheClientIsAway(int qos) {
    lasting().disconnect();
    publisher.publish(topic, "while away", qos);
    Received message = open(false, true).expectMessage("while away");
    assertThat(message.qos()).isEqualTo(qos);
    assertThat(message.dup()).isFalse();
  }

  @Test
  @Mqtt311({"MQTT-3.1.2-5", "MQTT-4.1.0-1"})
  void aNetworkThatFailsEndsNoSession() {
    broker.lose(lasting(), id);
    publisher.publish(topic, "while away", 1);
    open(false, true).expectMessage("while away");
  }

  @Test
  @Mqtt311({"MQTT-3.1.2-6", "MQTT-3.1.4-3", "MQTT-3.2.2-1", "MQTT-4.1.0-2"})
  void aCleanSessionLastsAsLongAsItsConnection() {
    MqttClient client = open(true, false).subscribe(topic, 2);
    broker.pass(86_400_000);
    publisher.publish(topic, "here", 1);
    client.expectMessage("here");
    client.disconnect();
    publisher.publish(topic, "gone", 1);
    open(false, false).ping();
  }

  @Test
  @Mqtt311({"MQTT-3.1.2-6", "MQTT-3.2.2-1", "MQTT-3.2.2-3"})
  void aCleanSessionDiscardsTheOneBefore() {
    lasting().disconnect();
    publisher.publish(topic, "discarded", 2);
    MqttClient clean = open(true, false);
    publisher.publish(topic, "nobody's", 2);
    clean.ping().disconnect();
    open(false, false).ping();
  }

  @Test
  @Mqtt311("MQTT-3.1.2.7")
  void retainedMessagesOutliveTheSessionOfTheirPublisher() {
    MqttClient client = open(true, false);
    client.retain(topic, "kept", 1);
    client.disconnect();
    open(true, false).subscribe(topic, 1).expectMessage("kept");
  }

  @Test
  @Mqtt311({"MQTT-4.4.0-1", "MQTT-3.3.1-1", "MQTT-4.6.0-1", "MQTT-4.3.3-1"})
  void whatIsUnfinishedIsSentAgainInOrderWithItsIdentifiers() {
    MqttClient client = lasting();
    for (int i = 0; i < 6; i++) {
      publisher.publish(topic, "m" + i, 1 + i % 2);
    }
    int[] ids = new int[6];
    for (int i = 0; i < 6; i++) {
      ids[i] = client.expectMessage("m" + i).packetId();
    }
    client.puback(ids[2]).pubrec(ids[3]).expect(PUBREL, ids[3]);
    client.pubrec(ids[5]).expect(PUBREL, ids[5]);
    client.pubcomp(ids[5]).ping();
    broker.lose(client, id);

    MqttClient again = open(false, true);
    again.expect(PUBREL, ids[3]);
    for (int i : new int[] {0, 1, 4}) {
      Received message = again.expectMessage("m" + i);
      assertThat(message.packetId()).isEqualTo(ids[i]);
      assertThat(message.dup()).isTrue();
    }
    again.pubcomp(ids[3]).ping();
  }

  @Test
  @Mqtt311({"MQTT-4.4.0-1", "MQTT-4.3.3-2", "MQTT-2.3.1-3"})
  void aPublishThatIsSentAgainAfterTheReconnectionIsNotRoutedTwice() {
    MqttClient watcher =
        broker.connected(4, ConnectPacket.of(4, unique("w"))).subscribe(topic, 2);
    MqttClient client = open(false, false);
    PublishPacket packet = PublishPacket.to(topic).payload("once").qos(2, 9);
    client.publish(packet).expect(PUBREC, 9);
    broker.lose(client, id);
    MqttClient again = open(false, true);
    again.publish(packet.dup()).expect(PUBREC, 9);
    again.pubrel(9).expect(PUBCOMP, 9);
    watcher.expectMessage("once");
    watcher.ping();
  }

  @Test
  @Mqtt311("MQTT-4.4.0-1")
  void aReleaseAfterTheReconnectionIsCompleted() {
    MqttClient client = open(false, false);
    client.publish(PublishPacket.to(topic).qos(2, 9)).expect(PUBREC, 9);
    broker.lose(client, id);
    open(false, true).pubrel(9).expect(PUBCOMP, 9);
  }

  @Test
  @Mqtt311({"MQTT-4.5.0-1", "MQTT-3.3.2-3"})
  void eachClientWithAMatchingSubscriptionGetsTheMessage() {
    topic = unique("each/");
    MqttClient one = lasting();
    MqttClient two = broker.connected(4, ConnectPacket.of(4, unique("t"))).subscribe("each/+", 1);
    MqttClient other = broker.connected(4, ConnectPacket.of(4, unique("t"))).subscribe("x/+", 1);
    publisher.publish(topic, "for both", 1);
    one.expectMessage("for both");
    assertThat(two.expect(PUBLISH).topic()).isEqualTo(topic);
    other.ping();
  }
}
