package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static io.dynamq.conformance.Received.CONNACK;
import static io.dynamq.conformance.Received.PUBACK;
import static io.dynamq.conformance.Received.PUBCOMP;
import static io.dynamq.conformance.Received.PUBLISH;
import static io.dynamq.conformance.Received.PUBREC;
import static io.dynamq.conformance.Received.PUBREL;
import static io.dynamq.conformance.Received.SUBACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Authorizer;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import io.dynamq.testkit.Mqtt311;
import io.dynamq.testkit.RawClient;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 3.1.1 chapters 1, 2 and 7, and section 4.8: how packets are written, what errors do. */
class V3FormatConformanceTest {
  private static final String FAILING = "failing";
  private static LoopbackBroker broker;

  /** Breaks down at one topic, as a service behind it might. */
  private static final class Failing implements Authorizer {
    @Override
    public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
      if (topic.equals(FAILING)) {
        throw new IllegalStateException("as the test wants");
      }
      return true;
    }

    @Override
    public boolean maySubscribe(ClientInfo client, String path) {
      return true;
    }
  }

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.with().authorizer(new Failing()).start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static MqttClient connected() {
    return broker.connected(4, ConnectPacket.of(4, unique("f")));
  }

  private static void closes(byte[] packet) {
    connected().send(packet).raw().expectClose();
  }

  private static byte[] filterPacket(int first, byte[] filter) {
    Bytes body = new Bytes().u16(1).binary(filter);
    return (first == 0x82 ? body.u8(0) : body).packet(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"61 ed a0 80", "ed bf bf", "c3 28", "c0 af", "f4 90 80 80", "80", "e2 82"})
  @Mqtt311({"MQTT-1.5.3-1", "MQTT-3.3.2-1", "MQTT-3.8.3-1", "MQTT-3.10.3-1"})
  void anIllFormedTextEndsTheConnection(String text) {
    byte[] bytes = RawClient.bytes(text);
    closes(PublishPacket.to(bytes).bytes(4));
    closes(filterPacket(0x82, bytes));
    closes(filterPacket(0xA2, bytes));
  }

  @Test
  @Mqtt311({"MQTT-1.5.3-2", "MQTT-4.7.3-2"})
  void aNullCharacterEndsTheConnection() {
    byte[] bytes = RawClient.bytes("61 00 62");
    closes(PublishPacket.to(bytes).bytes(4));
    closes(filterPacket(0x82, bytes));
    closes(filterPacket(0xA2, bytes));
    MqttClient client = broker.client(4);
    client.send(ConnectPacket.of(4, "a\0b").bytes()).raw().expectClose();
  }

  @Test
  @Mqtt311("MQTT-1.5.3-3")
  void aByteOrderMarkIsAnOrdinaryCharacter() {
    MqttClient client = connected();
    String topic = "\uFEFF" + unique("mark\uFEFF/");
    client.subscribe(topic, 0).subscribe(topic.substring(1), 0);
    client.publish(PublishPacket.to(topic).payload("with"));
    assertThat(client.expectMessage("with").topic()).isEqualTo(topic);
    client.ping();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "41 02 00 01", "48 02 00 01", // PUBACK
        "51 02 00 01", "52 02 00 01", // PUBREC
        "60 02 00 01", "63 02 00 01", "66 02 00 01", "6a 02 00 01", // PUBREL
        "71 02 00 01", "72 02 00 01", // PUBCOMP
        "80 06 00 01 00 01 61 00", "83 06 00 01 00 01 61 00", "8a 06 00 01 00 01 61 00",
        "a0 05 00 01 00 01 61", "a3 05 00 01 00 01 61", "aa 05 00 01 00 01 61",
        "c1 00", "c8 00", // PINGREQ
        "e1 00", "e2 00", "e4 00", "e8 00" // DISCONNECT
      })
  @Mqtt311({
    "MQTT-2.2.2-1",
    "MQTT-2.2.2-2",
    "MQTT-3.6.1-1",
    "MQTT-3.8.1-1",
    "MQTT-3.10.1-1",
    "MQTT-3.14.1-1"
  })
  void wrongFlagsEndTheConnection(String packet) {
    closes(RawClient.bytes(packet));
  }

  @Test
  @Mqtt311("MQTT-3.14.1-1")
  void aGoodbyeWithReservedFlagsIsNoGoodbye() {
    MqttClient watcher = connected().subscribe("will/flags", 0);
    MqttClient client =
        broker.connected(
            4, ConnectPacket.of(4, unique("f")).will("will/flags", "kept", 0, false));
    client.raw().send("e1 00").expectClose();
    watcher.expectMessage("kept");
  }

  @Test
  @Mqtt311("MQTT-2.2.2-1")
  void packetsOfTheBrokerHaveTheirFlags() {
    MqttClient client = broker.client(4);
    assertThat(client.connect(ConnectPacket.of(4, unique("f"))).flags()).isZero();
    String topic = unique("flags/");
    client.send(client.subscription(1, Props.none(), new Bytes().text(topic).u8(2)));
    assertThat(client.expect(SUBACK).flags()).isZero();
    MqttClient publisher = connected();
    publisher.publish(PublishPacket.to("elsewhere").qos(1, 1));
    assertThat(publisher.expect(PUBACK).flags()).isZero();
    publisher.publish(PublishPacket.to(topic).qos(2, 2));
    assertThat(publisher.expect(PUBREC).flags()).isZero();
    assertThat(publisher.pubrel(2).expect(PUBCOMP).flags()).isZero();
    int id = client.expect(PUBLISH).packetId();
    assertThat(client.pubrec(id).expect(PUBREL).flags()).isEqualTo(2);
    assertThat(client.pubcomp(id).unsubscribe(topic).flags()).isZero();
    client.raw().send("c0 00").expect("d0 00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "32 05 00 01 61 00 00", "34 05 00 01 61 00 00", // PUBLISH
        "82 06 00 00 00 01 61 00", "a2 05 00 00 00 01 61", // SUBSCRIBE, UNSUBSCRIBE
        "40 02 00 00", "50 02 00 00", "62 02 00 00", "70 02 00 00"
      })
  @Mqtt311("MQTT-2.3.1-1")
  void aPacketIdentifierOfZeroEndsTheConnection(String packet) {
    closes(RawClient.bytes(packet));
  }

  @Test
  @Mqtt311("MQTT-2.3.1-3")
  void anIdentifierMayBeUsedAgainOnceItsExchangeIsOver() {
    MqttClient watcher = connected().subscribe("again", 1);
    MqttClient client = connected();
    for (String payload : new String[] {"first", "second"}) {
      client.publish(PublishPacket.to("again").payload(payload).qos(1, 7)).expect(PUBACK, 7);
      watcher.expectMessage(payload);
      client.publish(PublishPacket.to("again").payload(payload).qos(2, 7)).expect(PUBREC, 7);
      watcher.expectMessage(payload);
      client.pubrel(7).expect(PUBCOMP, 7);
    }
  }

  @Test
  @Mqtt311({"MQTT-2.3.1-4", "MQTT-4.3.2-1"})
  void identifiersOfTheBrokerAreUnusedAndNotZero() {
    String topic = unique("ids/");
    MqttClient client = connected().subscribe(topic, 2);
    MqttClient publisher = connected();
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      publisher.publish(topic, "m" + i, 1 + i % 2);
      Received message = client.expectMessage("m" + i);
      assertThat(message.packetId()).isNotZero();
      assertThat(message.dup()).isFalse();
      assertThat(used.add(message.packetId())).isTrue();
    }
  }

  @Test
  @Mqtt311({"MQTT-2.3.1-5", "MQTT-4.3.1-1", "MQTT-3.3.1-2"})
  void aMessageOfQos0HasNoIdentifierAndNoDup() {
    String topic = unique("plain/");
    MqttClient client = connected().subscribe(topic, 2);
    byte[] body = new Bytes().text(topic).raw(RawClient.bytes("01 02")).packet(0x30);
    client.send(body).raw().expect(RawClient.text(body));
  }

  @Test
  @Mqtt311({"MQTT-2.3.1-6", "MQTT-2.3.1-7", "MQTT-3.8.4-2", "MQTT-3.10.4-4"})
  void answersHaveTheIdentifierOfTheirRequest() {
    MqttClient client = connected();
    RawClient raw = client.raw();
    raw.send("82 06 be ef 00 01 61 00").expect("90 03 be ef 00");
    raw.send("a2 05 be ee 00 01 61").expect("b0 02 be ee");
    raw.send("32 05 00 01 78 fe dc").expect("40 02 fe dc");
    raw.send("34 05 00 01 78 fe dd").expect("50 02 fe dd");
    raw.send("62 02 fe dd").expect("70 02 fe dd");
  }

  @Test
  @Mqtt311("MQTT-2.3.1-6")
  void theBrokersReleaseHasTheIdentifierOfItsPublish() {
    String topic = unique("release/");
    MqttClient client = connected().subscribe(topic, 2);
    connected().publish(topic, "x", 2);
    int id = client.expectMessage("x").packetId();
    client.pubrec(id).expect(PUBREL, id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 00", "f0 00", "f0 02 00 00", // no types of 3.1.1
        "20 02 00 00", "90 03 00 01 00", "b0 02 00 01", "d0 00", // a server's
        "c0 01 00", "e0 01 00", "40 03 00 01 00", // too long
        "40 01 00", "62 00", "30 01 00", "30 02 00 05", "82 02 00 01", // too short
        "c0 ff ff ff ff 01", "30 80 80 80 80 01" // remaining length of five bytes
      })
  @Mqtt311("MQTT-4.8.0-1")
  void aViolationEndsTheConnectionItCameBy(String packet) {
    MqttClient bystander = connected();
    closes(RawClient.bytes(packet));
    bystander.ping();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Mqtt311("MQTT-4.8.0-2")
  void aTransientErrorEndsTheConnectionItCameBy(int qos) {
    MqttClient bystander = connected();
    MqttClient client = connected();
    PublishPacket packet = PublishPacket.to(FAILING);
    client.publish(qos == 0 ? packet : packet.qos(qos, 1)).raw().expectClose();
    bystander.ping();
  }

  @Test
  @Mqtt311("MQTT-7.0.0-2")
  void aClientThatKnowsNothingButTheStandardIsServed() {
    RawClient raw = broker.raw();
    raw.send("10 12 00 04 4d 51 54 54 04 02 00 3c 00 06 70 6c 61 69 6e 31").expect("20 02 00 00");
    raw.send("82 08 00 01 00 03 61 2f 2b 02").expect("90 03 00 01 02");
    raw.send("34 08 00 03 61 2f 62 00 02 21");
    Set<String> answers = new HashSet<>();
    answers.add(RawClient.text(raw.readPacket()));
    answers.add(RawClient.text(raw.readPacket()));
    assertThat(answers).containsExactlyInAnyOrder("50 02 00 02", "34 08 00 03 61 2f 62 00 01 21");
    raw.send("62 02 00 02").expect("70 02 00 02");
    raw.send("50 02 00 01").expect("62 02 00 01");
    raw.send("70 02 00 01 a2 07 00 03 00 03 61 2f 2b").expect("b0 02 00 03");
    raw.send("c0 00").expect("d0 00");
    raw.send("e0 00").expectClose();
  }

  @Test
  @Mqtt311("MQTT-7.1.1-1")
  void packetsMayBeCutAnywhereOnTheWire() {
    byte[] connect = ConnectPacket.of(4, unique("f")).bytes();
    byte[] subscribe = filterPacket(0x82, "cut/#".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    MqttClient client = broker.client(4);
    for (byte one : new Bytes().raw(connect).raw(subscribe).toArray()) {
      client.send(new byte[] {one});
    }
    assertThat(client.expect(CONNACK).code()).isZero();
    client.expect(SUBACK, 1);
    byte[] two = new Bytes().raw(PublishPacket.to("cut/1").payload("a").bytes(4))
        .raw(PublishPacket.to("cut/2").payload("b").bytes(4)).toArray();
    client.send(two).expectMessage("a");
    client.expectMessage("b");
  }
}
