package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static io.dynamq.conformance.Received.PUBLISH;
import static io.dynamq.conformance.Received.PUBREC;
import static io.dynamq.conformance.Received.PUBREL;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.Mqtt5;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** MQTT 5.0 section 4.9: receive maximum, both ways. */
class FlowControlConformanceTest {
  private static final int RECEIVE_MAXIMUM_EXCEEDED = 0x93;

  private static LoopbackBroker broker;
  private static MqttClient publisher;
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
    topic = unique("f/");
  }

  private MqttClient receiving(int maximum) {
    Props props = Props.none().receiveMaximum(maximum);
    return broker.connected(ConnectPacket.v5(unique("c")).with(props)).subscribe(topic, 2);
  }

  @Test
  @Mqtt5({"MQTT-4.9.0-1", "MQTT-4.9.0-2", "MQTT-3.3.4-9"})
  void noMoreThanTheReceiveMaximumIsInFlight() {
    MqttClient client = receiving(3);
    for (int i = 0; i < 6; i++) {
      publisher.publish(topic, "m" + i, 1);
    }
    int first = client.expectMessage("m0").packetId();
    client.expectMessage("m1");
    client.expectMessage("m2");
    client.ping();
    client.puback(first).expectMessage("m3");
    client.ping();
  }

  @Test
  @Mqtt5({"MQTT-4.9.0-1", "MQTT-4.9.0-2"})
  void evenAReceiveMaximumOfOneLetsMessagesThrough() {
    MqttClient client = receiving(1);
    publisher.publish(topic, "a", 1).publish(topic, "b", 2).publish(topic, "c", 1);
    client.puback(client.expectMessage("a").packetId());
    int second = client.expectMessage("b").packetId();
    client.ping();
    client.pubrec(second).expect(PUBREL, second);
    // PUBREC does not raise the quota; PUBCOMP does.
    client.ping();
    client.pubcomp(second).expectMessage("c");
  }

  @Test
  @Mqtt5({"MQTT-4.9.0-2", "MQTT-3.3.4-9"})
  void aRefusedPubrecRaisesTheQuota() {
    MqttClient client = receiving(1);
    publisher.publish(topic, "a", 2).publish(topic, "b", 2);
    client.ack(0x50, client.expectMessage("a").packetId(), 0x97);
    client.expectMessage("b");
  }

  @Test
  @Mqtt5({"MQTT-4.9.0-3", "MQTT-3.3.4-10"})
  void withAQuotaOfZeroEverythingElseGoesOn() {
    MqttClient client = receiving(1);
    publisher.publish(topic, "a", 1).publish(topic, "b", 1);
    client.expectMessage("a");
    String own = unique("own/");
    client.ping().subscribe(own, 1);
    client.publish(own, "x", 2);
    assertThat(client.unsubscribe(own).code()).isZero();
    client.ping();
  }

  @Test
  @Mqtt5({"MQTT-4.9.0-3", "MQTT-3.3.4-10"})
  void withAQuotaOfZeroQos0IsDelivered() {
    MqttClient client = receiving(1);
    publisher.publish(topic, "a", 1);
    client.expectMessage("a");
    publisher.publish(topic, "zero", 0);
    assertThat(client.expectMessage("zero").qos()).isZero();
  }

  @Test
  @Mqtt5("MQTT-4.9.0-1")
  void theQuotaBeginsAnewWithEachConnection() {
    String id = unique("c");
    ConnectPacket narrow =
        ConnectPacket.v5(id)
            .clean(false)
            .with(Props.none().sessionExpiry(60).receiveMaximum(1));
    MqttClient first = broker.connected(narrow).subscribe(topic, 1);
    for (int i = 0; i < 3; i++) {
      publisher.publish(topic, "m" + i, 1);
    }
    first.expectMessage("m0");
    first.ping().reset();
    MqttClient second = broker.connected(ConnectPacket.v5(id).persistent(60));
    assertThat(second.expectMessage("m0").dup()).isTrue();
    second.expectMessage("m1");
    second.expectMessage("m2");
  }

  @Test
  @Mqtt5({"MQTT-3.3.4-7", "MQTT-4.13.1-1"})
  void aClientThatExceedsTheReceiveMaximumIsSentAway() {
    MqttClient client = broker.client(5);
    Received answer = client.connect(ConnectPacket.v5(unique("c")));
    int maximum = (Integer) answer.property(Props.RECEIVE_MAXIMUM);
    for (int i = 1; i <= maximum; i++) {
      client.publish(PublishPacket.to(topic).qos(2, i)).expect(PUBREC, i);
    }
    // One exchange ends, so one more may begin; the next is one too many.
    client.pubrel(1).expect(Received.PUBCOMP, 1);
    client.publish(PublishPacket.to(topic).qos(2, 60_000)).expect(PUBREC, 60_000);
    client.publish(PublishPacket.to(topic).qos(2, 60_001));
    client.expectDisconnect(RECEIVE_MAXIMUM_EXCEEDED);
  }

  @Test
  @Mqtt5("MQTT-3.3.4-8")
  void aClientWithoutQuotaMayStillSendOtherPackets() {
    MqttClient client = broker.client(5);
    Received answer = client.connect(ConnectPacket.v5(unique("c")));
    int maximum = (Integer) answer.property(Props.RECEIVE_MAXIMUM);
    for (int i = 1; i <= maximum; i++) {
      client.publish(PublishPacket.to(topic).qos(2, i)).expect(PUBREC, i);
    }
    client.ping().publish(PublishPacket.to(topic).payload("zero")).ping();
    client.send(
        client.subscription(50_000, Props.none(), new Bytes().text("other/" + topic).u8(1)));
    client.expect(Received.SUBACK, 50_000);
  }

  @Test
  @Mqtt5({"MQTT-3.1.2-24", "MQTT-3.1.2-25"})
  void whatIsTooLargeForTheClientCountsAsDelivered() {
    int limit = 60;
    ConnectPacket packet =
        ConnectPacket.v5(unique("c"))
            .with(Props.none().maximumPacketSize(limit).receiveMaximum(1));
    MqttClient client = broker.connected(packet).subscribe(topic, 2);
    int overhead = 2 + 2 + topic.length() + 2 + 1;
    for (int qos = 0; qos <= 2; qos++) {
      publisher.publish(topic, "x".repeat(limit - overhead + 3), qos);
    }
    publisher.publish(topic, "y".repeat(limit - overhead), 1);
    Received delivery = client.expect(PUBLISH);
    assertThat(delivery.bytes()).hasSize(limit);
    assertThat(delivery.text()).startsWith("y");
    client.puback(delivery.packetId()).ping();
  }

  @Test
  @Mqtt5("MQTT-3.1.2-25")
  void aQueuedMessageThatIsTooLargeCountsAsDelivered() {
    String id = unique("c");
    broker.connected(ConnectPacket.v5(id).persistent(60)).subscribe(topic, 2).disconnect();
    publisher.publish(topic, "x".repeat(200), 1).publish(topic, "small", 2);
    ConnectPacket packet =
        ConnectPacket.v5(id)
            .clean(false)
            .with(Props.none().sessionExpiry(60).maximumPacketSize(100));
    MqttClient client = broker.connected(packet);
    client.expectMessage("small");
    client.disconnect();
    MqttClient again = broker.connected(ConnectPacket.v5(id).persistent(60));
    again.expectMessage("small");
    again.ping();
  }
}
