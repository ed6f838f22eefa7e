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
import io.dynamq.testkit.Mqtt311;
import io.dynamq.testkit.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 3.1.1 sections 3.3 (without RETAIN) to 3.7, 4.3 and 4.6: PUBLISH, levels, order. */
class V3PublishConformanceTest {
  private static final String FORBIDDEN = "forbidden";
  private static LoopbackBroker broker;
  private String topic;
  private MqttClient publisher;
  private MqttClient subscriber;

  /** Forbids one topic. */
  private static final class Rules implements Authorizer {
    @Override
    public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
      return !topic.equals(FORBIDDEN);
    }

    @Override
    public boolean maySubscribe(ClientInfo client, String path) {
      return true;
    }
  }

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.with().authorizer(new Rules()).start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void connect() {
    topic = unique("p/");
    publisher = connected();
    subscriber = connected();
  }

  private static MqttClient connected() {
    return broker.connected(4, ConnectPacket.of(4, unique("p")));
  }

  @Test
  @Mqtt311("MQTT-3.3.1-1")
  void aMessageThatIsSentAgainHasDup() {
    String id = unique("p");
    MqttClient client = broker.connected(4, ConnectPacket.of(4, id).clean(false));
    client.subscribe(topic, 1);
    publisher.publish(topic, "x", 1);
    assertThat(client.expectMessage("x").dup()).isFalse();
    broker.lose(client, id);
    MqttClient again = broker.connected(4, ConnectPacket.of(4, id).clean(false));
    assertThat(again.expectMessage("x").dup()).isTrue();
  }

  @Test
  @Mqtt311({"MQTT-3.3.1-2", "MQTT-4.3.1-1"})
  void dupAtQos0EndsTheConnection() {
    publisher.publish(PublishPacket.to(topic).dup()).raw().expectClose();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @Mqtt311("MQTT-3.3.1-3")
  void dupOfThePublisherDoesNotShow(int qos) {
    subscriber.subscribe(topic, 2);
    publisher.publish(PublishPacket.to(topic).payload("x").qos(qos, 3).dup());
    assertThat(subscriber.expectMessage("x").dup()).isFalse();
  }

  @Test
  @Mqtt311("MQTT-3.3.1-4")
  void qosThreeEndsTheConnection() {
    publisher.publish(PublishPacket.to(topic).qos(3, 1)).raw().expectClose();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/+", "a/#", "#", "+", "a+b", "a#", "+/a"})
  @Mqtt311({"MQTT-3.3.2-2", "MQTT-4.7.1-1"})
  void aTopicNameWithWildcardsEndsTheConnection(String name) {
    publisher.publish(PublishPacket.to(name)).raw().expectClose();
  }

  @Test
  @Mqtt311({"MQTT-3.3.2-1", "MQTT-4.7.3-1"})
  void anEmptyTopicNameEndsTheConnection() {
    publisher.publish(PublishPacket.to("")).raw().expectClose();
  }

  @Test
  @Mqtt311({"MQTT-3.3.2-1", "MQTT-3.3.2-3"})
  void theTopicNameOfADeliveryIsThatOfThePublish() {
    String under = topic + "/\u00e9/ /x";
    subscriber.subscribe(topic + "/+/+/#", 0).subscribe("other/#", 0);
    publisher.publish(PublishPacket.to("elsewhere/x"));
    publisher.publish(PublishPacket.to(under).payload("y"));
    byte[] expected = new Bytes().text(under).raw("y".getBytes()).packet(0x30);
    subscriber.raw().expect(RawClient.text(expected));
  }

  @Test
  @Mqtt311({"MQTT-3.3.4-1", "MQTT-4.3.2-2", "MQTT-4.3.3-2"})
  void eachQosHasItsAnswer() {
    publisher.publish(PublishPacket.to(topic)).ping();
    publisher.publish(PublishPacket.to(topic).qos(1, 1)).expect(PUBACK, 1);
    publisher.publish(PublishPacket.to(topic).qos(2, 2)).expect(PUBREC, 2);
    publisher.pubrel(2).expect(PUBCOMP, 2);
    publisher.ping();
  }

  @Test
  @Mqtt311("MQTT-3.3.5-1")
  void theHighestOfOverlappingSubscriptionsCounts() {
    subscriber.subscribe(topic, 0).subscribe(topic + "/#", 2).subscribe("p/+", 1);
    publisher.publish(topic, "x", 2);
    List<Integer> levels = new ArrayList<>();
    levels.add(subscriber.expectMessage("x").qos());
    publisher.publish(topic, "marker", 0);
    for (Received next = subscriber.next(); !next.text().equals("marker"); next = subscriber.next()) {
      levels.add(next.qos());
    }
    assertThat(levels).contains(2);
  }

  @Test
  @Mqtt311({"MQTT-3.3.5-2", "MQTT-3.3.4-1"})
  void whatIsNotPermittedIsAcknowledgedAndNotRouted() {
    subscriber.subscribe(FORBIDDEN, 2);
    publisher.publish(FORBIDDEN, "no", 0).publish(FORBIDDEN, "no", 1).publish(FORBIDDEN, "no", 2);
    subscriber.ping();
  }

  @Test
  @Mqtt311("MQTT-4.3.2-2")
  void afterPubackTheSameIdentifierIsANewMessage() {
    subscriber.subscribe(topic, 1);
    for (String payload : new String[] {"a", "b"}) {
      publisher.publish(PublishPacket.to(topic).payload(payload).qos(1, 5)).expect(PUBACK, 5);
      subscriber.expectMessage(payload);
    }
  }

  @Test
  @Mqtt311({"MQTT-4.3.2-1", "MQTT-4.3.3-1"})
  void aMessageIsNotSentAgainInTheSameConnection() {
    subscriber.subscribe(topic, 2);
    publisher.publish(topic, "a", 1).publish(topic, "b", 2);
    subscriber.expectMessage("a");
    Received second = subscriber.expectMessage("b");
    broker.pass(3_600_000);
    subscriber.raw().expectNothing(300);
    subscriber.pubrec(second.packetId()).expect(PUBREL, second.packetId());
    broker.pass(3_600_000);
    subscriber.raw().expectNothing(300);
  }

  @Test
  @Mqtt311({"MQTT-4.3.3-1", "MQTT-2.3.1-4"})
  void theIdentifierOfQos2IsInUseUntilPubcomp() {
    subscriber.subscribe(topic, 2);
    publisher.publish(topic, "held", 2);
    int held = subscriber.expectMessage("held").packetId();
    subscriber.pubrec(held).expect(PUBREL, held);
    for (int i = 0; i < 100; i++) {
      publisher.publish(topic, "m" + i, 1);
      int id = subscriber.expectMessage("m" + i).packetId();
      assertThat(id).isNotEqualTo(held);
      subscriber.puback(id);
    }
    subscriber.pubcomp(held).ping();
  }

  @Test
  @Mqtt311("MQTT-4.3.3-2")
  void howeverOftenItIsRepeatedQos2IsPassedOnOnce() {
    subscriber.subscribe(topic, 2);
    PublishPacket packet = PublishPacket.to(topic).payload("once").qos(2, 7);
    publisher.publish(packet).expect(PUBREC, 7);
    for (int i = 0; i < 20; i++) {
      publisher.publish(packet.dup()).expect(PUBREC, 7);
    }
    publisher.pubrel(7).expect(PUBCOMP, 7);
    publisher.pubrel(7).expect(PUBCOMP, 7);
    subscriber.expectMessage("once");
    subscriber.ping();
    publisher.publish(PublishPacket.to(topic).payload("new").qos(2, 7)).expect(PUBREC, 7);
    subscriber.expectMessage("new");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Mqtt311({"MQTT-4.6.0-5", "MQTT-4.6.0-6"})
  void messagesOfOneLevelKeepTheirOrder(int qos) {
    subscriber.subscribe(topic, qos);
    for (int i = 0; i < 200; i++) {
      PublishPacket packet = PublishPacket.to(topic).payload("m" + i);
      publisher.publish(qos == 0 ? packet : packet.qos(qos, i + 1));
    }
    List<String> seen = new ArrayList<>();
    while (seen.size() < 200) {
      Received next = subscriber.next();
      if (next.type() == PUBLISH) {
        seen.add(next.text());
        answer(next, qos);
      } else {
        subscriber.pubcomp(next.packetId());
      }
    }
    assertThat(seen)
        .containsExactlyElementsOf(IntStream.range(0, 200).mapToObj(i -> "m" + i).toList());
  }

  private void answer(Received message, int qos) {
    if (qos == 1) {
      subscriber.puback(message.packetId());
    } else if (qos == 2) {
      subscriber.pubrec(message.packetId());
    }
  }

  /** What a client does against its duties hurts nobody but itself. */
  @Test
  @Mqtt311({"MQTT-4.5.0-2", "MQTT-4.6.0-2"})
  void aClientThatNeverAcknowledgesGetsNoMoreThanItsWindow() {
    subscriber.subscribe(topic, 1);
    MqttClient other = connected().subscribe(topic, 1);
    for (int i = 0; i < 40; i++) {
      publisher.publish(topic, "m" + i, 1);
      other.puback(other.expectMessage("m" + i).packetId());
    }
    int[] ids = new int[32];
    for (int i = 0; i < 32; i++) {
      ids[i] = subscriber.expectMessage("m" + i).packetId();
    }
    subscriber.ping();
    for (int i = 31; i >= 24; i--) {
      subscriber.puback(ids[i]);
    }
    for (int i = 32; i < 40; i++) {
      subscriber.expectMessage("m" + i);
    }
  }
}
