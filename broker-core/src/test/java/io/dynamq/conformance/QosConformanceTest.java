package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static io.dynamq.conformance.Received.PUBACK;
import static io.dynamq.conformance.Received.PUBCOMP;
import static io.dynamq.conformance.Received.PUBLISH;
import static io.dynamq.conformance.Received.PUBREC;
import static io.dynamq.conformance.Received.PUBREL;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Authorizer;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import io.dynamq.testkit.Mqtt5;
import io.dynamq.testkit.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 5.0 sections 3.4 to 3.7, 4.3 and 4.6: acknowledgements, the QoS exchanges, order. */
class QosConformanceTest {
  private static final int MALFORMED = 0x81;
  private static final int PROTOCOL_ERROR = 0x82;
  private static final int NOT_AUTHORIZED = 0x87;
  private static final int NOT_FOUND = 0x92;

  /** Codes of PUBACK and PUBREC. */
  private static final Set<Integer> RECEIPT =
      Set.of(0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);

  private static LoopbackBroker broker;
  private static MqttClient publisher;
  private String topic;
  private MqttClient client;

  /** Nobody may publish to {@code forbidden}. */
  private static final class Forbidding implements Authorizer {
    @Override
    public boolean mayPublish(ClientInfo info, String topic, Qos qos, boolean retain) {
      return !topic.equals("forbidden");
    }

    @Override
    public boolean maySubscribe(ClientInfo info, String path) {
      return true;
    }
  }

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.with().authorizer(new Forbidding()).start();
    publisher = broker.connected();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void connect() {
    topic = unique("q/");
    client = broker.connected();
  }

  // ---- what the client publishes

  @Test
  @Mqtt5("MQTT-3.3.4-1")
  void aPublishIsAnsweredAsItsQosAsks() {
    MqttClient watcher = broker.connected().subscribe(topic, 2);
    client.publish(PublishPacket.to(topic).payload("zero")).ping();
    client.publish(PublishPacket.to(topic).payload("one").qos(1, 1)).expect(PUBACK, 1);
    client.publish(PublishPacket.to(topic).payload("two").qos(2, 2)).expect(PUBREC, 2);
    client.ping();
    watcher.expectMessage("zero");
    watcher.expectMessage("one");
    watcher.expectMessage("two");
  }

  @Test
  @Mqtt5({"MQTT-4.3.2-4", "MQTT-3.4.2-1"})
  void pubackFollowsTheTakingOver() {
    MqttClient watcher = broker.connected().subscribe(topic, 1);
    client.publish(PublishPacket.to(topic).payload("x").qos(1, 7));
    assertThat(client.expect(PUBACK, 7).code()).isZero();
    watcher.expectMessage("x");
    client.publish(PublishPacket.to(unique("nobody/")).qos(1, 8));
    assertThat(client.expect(PUBACK, 8).code()).isEqualTo(0x10);
    client.publish(PublishPacket.to("forbidden").qos(1, 9));
    assertThat(client.expect(PUBACK, 9).code()).isEqualTo(NOT_AUTHORIZED).isIn(RECEIPT);
  }

  @Test
  @Mqtt5({"MQTT-4.3.3-8", "MQTT-3.5.2-1"})
  void pubrecFollowsTheTakingOver() {
    MqttClient watcher = broker.connected().subscribe(topic, 2);
    client.publish(PublishPacket.to(topic).payload("x").qos(2, 7));
    assertThat(client.expect(PUBREC, 7).code()).isZero();
    watcher.expectMessage("x");
    client.publish(PublishPacket.to(unique("nobody/")).qos(2, 8));
    assertThat(client.expect(PUBREC, 8).code()).isEqualTo(0x10);
    client.publish(PublishPacket.to("forbidden").qos(2, 9));
    assertThat(client.expect(PUBREC, 9).code()).isEqualTo(NOT_AUTHORIZED).isIn(RECEIPT);
  }

  @Test
  @Mqtt5("MQTT-4.3.3-9")
  void afterARefusedPubrecTheIdentifierStandsForANewMessage() {
    MqttClient watcher = broker.connected().subscribe(topic, 2);
    client.publish(PublishPacket.to("forbidden").qos(2, 7)).expect(PUBREC, 7);
    client.publish(PublishPacket.to(topic).payload("new").qos(2, 7));
    assertThat(client.expect(PUBREC, 7).code()).isZero();
    watcher.expectMessage("new");
  }

  @Test
  @Mqtt5({"MQTT-4.3.3-10", "MQTT-4.3.3-12", "MQTT-4.3.3-11"})
  void aRepeatedQos2PublishIsPassedOnOnce() {
    MqttClient watcher = broker.connected().subscribe(topic, 0);
    PublishPacket packet = PublishPacket.to(topic).payload("x").qos(2, 7);
    client.publish(packet).expect(PUBREC, 7);
    client.publish(packet.dup());
    assertThat(client.expect(PUBREC, 7).code()).isZero();
    client.pubrel(7);
    assertThat(client.expect(PUBCOMP, 7).code()).isZero();
    watcher.expectMessage("x");
    watcher.ping();
    client.publish(PublishPacket.to(topic).payload("next").qos(2, 7).dup()).expect(PUBREC, 7);
    watcher.expectMessage("next");
  }

  @Test
  @Mqtt5({"MQTT-4.3.3-11", "MQTT-3.7.2-1"})
  void everyPubrelIsAnswered() {
    client.publish(PublishPacket.to(topic).qos(2, 7)).expect(PUBREC, 7);
    client.pubrel(7);
    assertThat(client.expect(PUBCOMP, 7).code()).isZero();
    client.pubrel(7);
    assertThat(client.expect(PUBCOMP, 7).code()).isEqualTo(NOT_FOUND);
  }

  @Test
  @Mqtt5("MQTT-4.3.3-13")
  void theExchangeIsCompletedForAMessageThatHasExpired() {
    client.publish(
        PublishPacket.to(topic).payload("x").qos(2, 7).with(Props.none().messageExpiry(1)));
    client.expect(PUBREC, 7);
    broker.pass(5_000);
    client.publish(PublishPacket.to(topic).payload("x").qos(2, 7).dup()).expect(PUBREC, 7);
    client.pubrel(7);
    assertThat(client.expect(PUBCOMP, 7).code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x60, 0x61, 0x63, 0x64, 0x6A})
  @Mqtt5("MQTT-3.6.1-1")
  void flagsOfPubrelOtherThan0010AreMalformed(int first) {
    client.publish(PublishPacket.to(topic).qos(2, 7)).expect(PUBREC, 7);
    client.send(new Bytes().u16(7).packet(first)).expectDisconnect(MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "40 03 00 01 01", // PUBACK: a code of SUBACK
        "40 03 00 01 92", // PUBACK: a code of PUBREL
        "50 03 00 01 7f", // PUBREC: no code at all
        "62 03 00 01 10", // PUBREL: a code of PUBACK
        "70 03 00 01 80" // PUBCOMP: a code of PUBACK
      })
  @Mqtt5({"MQTT-3.4.2-1", "MQTT-3.5.2-1", "MQTT-3.6.2-1", "MQTT-3.7.2-1"})
  void anAcknowledgementWithACodeOfAnotherPacketIsMalformed(String packet) {
    client.send(RawClient.bytes(packet)).expectDisconnect(MALFORMED);
  }

  // ---- what the client gets

  @Test
  @Mqtt5({"MQTT-4.3.2-1", "MQTT-4.3.2-2"})
  void aQos1DeliveryHasAnIdentifierOfItsOwn() {
    client.subscribe(topic, 1);
    publisher.publish(topic, "a", 1).publish(topic, "b", 1);
    Received one = client.expectMessage("a");
    Received two = client.expectMessage("b");
    assertThat(one.flags()).isEqualTo(2);
    assertThat(two.flags()).isEqualTo(2);
    assertThat(one.packetId()).isNotZero().isNotEqualTo(two.packetId());
  }

  @Test
  @Mqtt5({"MQTT-4.3.3-1", "MQTT-4.3.3-2"})
  void aQos2DeliveryHasAnIdentifierOfItsOwn() {
    client.subscribe(topic, 2);
    publisher.publish(topic, "a", 2);
    Received one = client.expectMessage("a");
    client.pubrec(one.packetId()).expect(PUBREL, one.packetId());
    // Still in use until PUBCOMP.
    publisher.publish(topic, "b", 2);
    Received two = client.expectMessage("b");
    assertThat(one.flags()).isEqualTo(4);
    assertThat(two.flags()).isEqualTo(4);
    assertThat(one.packetId()).isNotZero().isNotEqualTo(two.packetId());
  }

  @ParameterizedTest
  @CsvSource({"1, 0x50", "1, 0x70", "2, 0x40", "2, 0x70"})
  void anAnswerOfTheWrongKindIsAProtocolError(int qos, int first) {
    client.subscribe(topic, qos);
    publisher.publish(topic, "a", qos);
    int id = client.expectMessage("a").packetId();
    client.ack(first, id, 0).expectDisconnect(PROTOCOL_ERROR);
  }

  @Test
  @Mqtt5({"MQTT-4.3.3-4", "MQTT-3.6.2-1"})
  void pubrecIsAnsweredWithPubrelUnlessItRefuses() {
    client.subscribe(topic, 2);
    publisher.publish(topic, "a", 2).publish(topic, "b", 2);
    int one = client.expectMessage("a").packetId();
    int two = client.expectMessage("b").packetId();
    client.pubrec(one);
    assertThat(client.expect(PUBREL, one).code()).isZero();
    client.pubrec(one);
    assertThat(client.expect(PUBREL, one).code()).as("asked again").isZero();
    client.ack(0x50, two, 0x80).ping();
    client.pubrec(two);
    assertThat(client.expect(PUBREL, two).code()).as("no longer known").isEqualTo(NOT_FOUND);
  }

  @Test
  @Mqtt5({"MQTT-4.3.3-7", "MQTT-4.3.3-13"})
  void aDeliveryThatHasBegunDoesNotExpire() {
    String id = unique("c");
    MqttClient first = broker.connected(ConnectPacket.v5(id).persistent(600));
    first.subscribe(topic, 2);
    publisher.publish(
        PublishPacket.to(topic).payload("x").qos(2, 90).with(Props.none().messageExpiry(10)));
    publisher.expect(PUBREC, 90);
    publisher.pubrel(90).expect(PUBCOMP, 90);
    int packetId = first.expectMessage("x").packetId();
    first.reset();
    broker.pass(60_000);
    MqttClient second = broker.connected(ConnectPacket.v5(id).persistent(600));
    Received again = second.expectMessage("x");
    assertThat(again.packetId()).isEqualTo(packetId);
    assertThat(again.dup()).isTrue();
    second.pubrec(packetId).expect(PUBREL, packetId);
    second.pubcomp(packetId).ping();
  }

  // ---- order

  @Test
  @Mqtt5({"MQTT-4.6.0-5", "MQTT-4.6.0-6", "MQTT-4.2.0-1"})
  void messagesArriveInTheOrderInWhichTheyWerePublished() {
    for (int qos = 0; qos <= 2; qos++) {
      String ordered = topic + "/" + qos;
      client.subscribe(ordered, qos);
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        sent.add("m" + i);
        PublishPacket packet = PublishPacket.to(ordered).payload("m" + i);
        publisher.publish(qos == 0 ? packet : packet.qos(qos, 1_000 + i));
        if (qos == 2) {
          publisher.expect(PUBREC, 1_000 + i);
          publisher.pubrel(1_000 + i).expect(PUBCOMP, 1_000 + i);
        } else if (qos == 1) {
          publisher.expect(PUBACK, 1_000 + i);
        }
      }
      assertThat(receive(300)).isEqualTo(sent);
    }
  }

  /** Takes deliveries, acknowledging each as its QoS asks. */
  private List<String> receive(int count) {
    List<String> got = new ArrayList<>();
    while (got.size() < count) {
      Received next = client.next();
      if (next.type() == PUBREL) {
        client.pubcomp(next.packetId());
        continue;
      }
      assertThat(next.type()).isEqualTo(PUBLISH);
      got.add(next.text());
      if (next.qos() == 1) {
        client.puback(next.packetId());
      } else if (next.qos() == 2) {
        client.pubrec(next.packetId());
      }
    }
    return got;
  }

  @Test
  @Mqtt5("MQTT-4.6.0-5")
  void messagesAreSentAgainInTheirFirstOrder() {
    String id = unique("c");
    MqttClient first = broker.connected(ConnectPacket.v5(id).persistent(600));
    first.subscribe(topic, 2);
    List<Integer> packetIds = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      publisher.publish(topic, "m" + i, 1 + i % 2);
      packetIds.add(first.expectMessage("m" + i).packetId());
    }
    first.puback(packetIds.remove(0)).ping().reset();
    publisher.publish(topic, "m10", 1);
    MqttClient second = broker.connected(ConnectPacket.v5(id).persistent(600));
    for (int i = 1; i <= 9; i++) {
      assertThat(second.expectMessage("m" + i).packetId()).isEqualTo(packetIds.get(i - 1));
    }
    second.expectMessage("m10");
  }

  @Test
  @Mqtt5({"MQTT-4.6.0-2", "MQTT-4.6.0-3"})
  void theBrokerAcknowledgesInTheOrderOfThePublishes() {
    Bytes burst = new Bytes();
    for (int i = 1; i <= 20; i++) {
      burst.raw(PublishPacket.to(topic).qos(1 + i % 2, i).bytes(5));
    }
    client.send(burst.toArray());
    for (int i = 1; i <= 20; i++) {
      client.expect(i % 2 == 0 ? PUBACK : PUBREC, i);
    }
  }
}
