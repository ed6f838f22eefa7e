package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static io.dynamq.conformance.Received.PUBACK;
import static io.dynamq.conformance.Received.PUBCOMP;
import static io.dynamq.conformance.Received.PUBREC;
import static io.dynamq.conformance.Received.PUBREL;
import static io.dynamq.conformance.Received.SUBACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.Mqtt5;
import io.dynamq.testkit.RawClient;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 5.0 chapters 1 and 2: how values and packets are written. */
class DataFormatConformanceTest {
  private static final int MALFORMED = 0x81;
  private static final int PROTOCOL_ERROR = 0x82;

  private static LoopbackBroker broker;

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "61 ed a0 80", // U+D800, the first surrogate
        "ed bf bf", // U+DFFF, the last one
        "c3 28", // a lead byte without its continuation
        "c0 af", // longer than needed
        "f4 90 80 80" // beyond U+10FFFF
      })
  @Mqtt5("MQTT-1.5.4-1")
  void anIllFormedTextEndsTheConnection(String text) {
    MqttClient client = broker.connected();
    client.publish(PublishPacket.to(RawClient.bytes(text))).expectDisconnect(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-1.5.4-2")
  void aNullCharacterEndsTheConnection() {
    MqttClient client = broker.connected();
    client.publish(PublishPacket.to("a\0b")).expectDisconnect(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-1.5.4-3")
  void aByteOrderMarkIsAnOrdinaryCharacter() {
    MqttClient client = broker.connected();
    String topic = "\uFEFF" + unique("mark\uFEFF/");
    client.subscribe(topic, 0).subscribe(topic.substring(1), 0);
    client.publish(PublishPacket.to(topic).payload("with"));
    assertThat(client.expectMessage("with").topic()).isEqualTo(topic);
    client.ping();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c0 80 00", // PINGREQ with a remaining length of two bytes
        "30 84 00 00 01 61 00", // PUBLISH likewise
        "30 05 00 01 61 80 00" // a property length of two bytes
      })
  @Mqtt5("MQTT-1.5.5-1")
  void anIntegerLongerThanNeededEndsTheConnection(String packet) {
    MqttClient client = broker.connected();
    client.send(RawClient.bytes(packet)).expectDisconnect(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-1.5.5-1")
  void integersOfTheBrokerAreAsShortAsTheyCanBe() {
    MqttClient client = broker.connected();
    String topic = unique("length/");
    client.subscribe(Props.none().subscriptionIdentifier(127), topic, 0);
    for (int size : new int[] {0, 90, 16_000, 20_000}) {
      // The reader refuses lengths and identifiers that are longer than needed.
      client.publish(PublishPacket.to(topic).payload("x".repeat(size)));
      assertThat(client.expect(Received.PUBLISH).payload()).hasSize(size);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"00 01 ff 00 01 61", "00 01 61 00 01 ff", "00 01 00 00 01 61"})
  @Mqtt5("MQTT-1.5.7-1")
  void bothHalvesOfAPairMustBeText(String pair) {
    MqttClient client = broker.connected();
    Props props = Props.none();
    props.u8(Props.USER_PROPERTY).hex(pair);
    client.publish(PublishPacket.to("a").with(props)).expectDisconnect(MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "41 02 00 01", // PUBACK
        "51 02 00 01", // PUBREC
        "60 02 00 01", // PUBREL
        "71 02 00 01", // PUBCOMP
        "80 07 00 01 00 00 01 61 00", // SUBSCRIBE
        "a0 06 00 01 00 00 01 61", // UNSUBSCRIBE
        "c1 00", // PINGREQ
        "e1 00", // DISCONNECT
        "f1 00" // AUTH
      })
  @Mqtt5("MQTT-2.1.3-1")
  void reservedFlagsMustBeAsListed(String packet) {
    MqttClient client = broker.connected();
    client.send(RawClient.bytes(packet)).expectDisconnect(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-2.1.3-1")
  void theBrokersReservedFlagsAreAsListed() {
    MqttClient client = broker.client(5);
    String topic = unique("flags/");
    assertThat(client.connect(ConnectPacket.v5(unique("c"))).flags()).isZero();
    client.send(client.subscription(1, Props.none(), new Bytes().text(topic).u8(2)));
    assertThat(client.expect(SUBACK).flags()).isZero();
    client.publish(PublishPacket.to(topic).qos(2, 7));
    int id = 0;
    for (int i = 0; i < 2; i++) {
      Received one = client.next();
      if (one.type() == PUBREC) {
        assertThat(one.flags()).isZero();
      } else {
        id = one.packetId();
      }
    }
    assertThat(client.pubrec(id).expect(PUBREL).flags()).isEqualTo(2);
    assertThat(client.pubrel(7).expect(PUBCOMP).flags()).isZero();
    client.publish(PublishPacket.to(unique("none/")).qos(1, 8));
    assertThat(client.expect(PUBACK).flags()).isZero();
    assertThat(client.unsubscribe(topic).flags()).isZero();
    client.raw().send("c0 00").expect("d0 00");
  }

  @Test
  @Mqtt5("MQTT-2.2.1-2")
  void aDeliveryOfQos0HasNoIdentifier() {
    MqttClient client = broker.connected();
    client.subscribe("id/0", 2);
    client.publish(PublishPacket.to("id/0").payload("x"));
    client.raw().expect("30 08 00 04 69 64 2f 30 00 78");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "32 06 00 01 61 00 00 00", // PUBLISH
        "82 07 00 00 00 00 01 61 00", // SUBSCRIBE
        "a2 06 00 00 00 00 01 61" // UNSUBSCRIBE
      })
  @Mqtt5("MQTT-2.2.1-3")
  void theIdentifierZeroEndsTheConnection(String packet) {
    MqttClient client = broker.connected();
    client.send(RawClient.bytes(packet));
    assertThat(client.expect(Received.DISCONNECT).code()).isIn(MALFORMED, PROTOCOL_ERROR);
    client.raw().expectClose();
  }

  @Test
  @Mqtt5("MQTT-2.2.1-4")
  void deliveriesInFlightHaveIdentifiersOfTheirOwn() {
    MqttClient client = broker.connected();
    MqttClient publisher = broker.connected();
    String topic = unique("ids/");
    client.subscribe(topic, 2);
    Set<Integer> inFlight = new HashSet<>();
    int kept = 0;
    for (int round = 0; round < 40; round++) {
      publisher.publish(topic, "x", 1 + round % 2);
      int id = client.expect(Received.PUBLISH).packetId();
      assertThat(id).isNotZero();
      assertThat(inFlight.add(id)).as("identifier %d is unused", id).isTrue();
      if (round % 4 == 0) {
        kept++;
      } else if (round % 2 == 0) {
        client.puback(id);
        inFlight.remove(id);
      } else {
        client.pubrec(id).expect(PUBREL, id);
        client.pubcomp(id);
        inFlight.remove(id);
      }
    }
    assertThat(inFlight).hasSize(kept);
  }

  /** Goes once through all identifiers and meets those that are still in use. */
  @Test
  @Mqtt5({"MQTT-2.2.1-4", "MQTT-4.3.2-1"})
  void identifiersInUseAreLeftOutWhenTheyWrapAround() {
    int batch = 20;
    MqttClient client = broker.connected();
    MqttClient publisher = broker.connected();
    String topic = unique("wrap/");
    client.subscribe(topic, 1);
    Set<Integer> kept = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      publisher.publish(topic, "kept", 1);
      kept.add(client.expectMessage("kept").packetId());
    }
    Bytes publishes = new Bytes();
    for (int i = 1; i <= batch; i++) {
      publishes.raw(PublishPacket.to(topic).qos(1, i).bytes(5));
    }
    int largest = 0;
    for (int sent = 0; sent < 66_000; sent += batch) {
      publisher.send(publishes.toArray());
      Bytes acks = new Bytes();
      for (int i = 0; i < batch; i++) {
        int id = client.expect(Received.PUBLISH).packetId();
        largest = Math.max(largest, id);
        assertThat(id != 0 && !kept.contains(id)).as("identifier %d is unused", id).isTrue();
        acks.raw(new Bytes().u16(id).packet(0x40));
      }
      client.send(acks.toArray());
      for (int i = 1; i <= batch; i++) {
        publisher.expect(PUBACK, i);
      }
    }
    assertThat(largest).isEqualTo(65_535);
    kept.forEach(client::puback);
    client.ping();
  }

  @Test
  @Mqtt5("MQTT-2.2.1-5")
  void acknowledgementsRepeatTheIdentifier() {
    MqttClient client = broker.connected();
    String topic = unique("ack/");
    client.publish(PublishPacket.to(topic).qos(1, 65_535)).expect(PUBACK, 65_535);
    client.publish(PublishPacket.to(topic).qos(2, 258)).expect(PUBREC, 258);
    client.pubrel(258).expect(PUBCOMP, 258);
    client.subscribe(topic, 2);
    broker.connected().publish(topic, "x", 2);
    int id = client.expect(Received.PUBLISH).packetId();
    client.pubrec(id).expect(PUBREL, id);
  }

  @Test
  @Mqtt5("MQTT-2.2.1-6")
  void answersToSubscriptionsRepeatTheIdentifier() {
    MqttClient client = broker.connected();
    client
        .send(client.subscription(0x1234, Props.none(), new Bytes().text("a").u8(0)))
        .expect(SUBACK, 0x1234);
    client
        .send(new Bytes().u16(0xFFFE).u8(0).text("a").packet(0xA2))
        .expect(Received.UNSUBACK, 0xFFFE);
  }

  @Test
  @Mqtt5("MQTT-2.2.2-1")
  void noPropertiesAreALengthOfZero() {
    MqttClient client = broker.connected();
    client.subscribe("none/2", 0);
    client.raw().send("82 09 00 09 00 00 03 61 2f 62 00").expect("90 04 00 09 00 00");
    client.raw().send("30 0a 00 06 6e 6f 6e 65 2f 32 00 78");
    client.raw().expect("30 0a 00 06 6e 6f 6e 65 2f 32 00 78");
  }

  @Test
  @Mqtt5("MQTT-2.2.2-1")
  void aPacketWithoutPropertyLengthIsMalformed() {
    MqttClient client = broker.connected();
    client.raw().send("30 03 00 01 61");
    client.expectDisconnect(MALFORMED);
  }
}
