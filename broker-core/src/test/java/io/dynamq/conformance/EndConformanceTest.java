package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.Mqtt5;
import io.dynamq.testkit.RawClient;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 5.0 sections 3.12, 3.14, 3.15, 4.12 and 4.13: pings, errors and how connections end. */
class EndConformanceTest {
  private static final int MALFORMED = 0x81;
  private static final int PROTOCOL_ERROR = 0x82;
  private static final int BAD_AUTHENTICATION_METHOD = 0x8C;

  /** Codes of DISCONNECT from a server. */
  private static final Set<Integer> CODES =
      Set.of(
          0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95,
          0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2);

  private static LoopbackBroker broker;

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  // ---- PINGREQ

  @Test
  @Mqtt5("MQTT-3.12.4-1")
  void everyPingIsAnswered() {
    MqttClient client = broker.connected();
    client.raw().send("c0 00 c0 00 c0 00").expect("d0 00 d0 00 d0 00");
  }

  // ---- DISCONNECT

  @ParameterizedTest
  @ValueSource(ints = {0xE1, 0xE2, 0xE8, 0xEF})
  @Mqtt5("MQTT-3.14.1-1")
  void flagsOfDisconnectMustBeZero(int first) {
    MqttClient client = broker.connected();
    client.send(new Bytes().u8(0).packet(first)).expectDisconnect(MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x10, 0x7F, 0x84, 0x8B, 0x8E, 0xFF})
  @Mqtt5("MQTT-3.14.2-1")
  void aGoodbyeWithACodeThatNoClientMaySayIsAnError(int code) {
    MqttClient client = broker.connected();
    client.send(new Bytes().u8(code).packet(0xE0));
    assertThat(client.expect(Received.DISCONNECT).code()).isIn(MALFORMED, PROTOCOL_ERROR);
    client.raw().expectClose();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 00", // no packet type
        "10 00", // CONNECT again
        "20 03 00 00 00", // CONNACK
        "30 05 00 03 61 2f 2b", // malformed
        "32 06 00 01 61 00 00 00", // identifier 0
        "e0 06 00 05 11 00 00 00", // properties cut short
        "f0 00" // AUTH without method
      })
  @Mqtt5({
    "MQTT-3.14.2-1",
    "MQTT-3.14.2-2",
    "MQTT-3.14.4-1",
    "MQTT-3.14.4-2",
    "MQTT-4.13.1-1",
    "MQTT-4.13.2-1"
  })
  void anErrorIsToldWithACodeThenTheConnectionEnds(String packet) {
    MqttClient client = broker.connected();
    // The ping behind the error must not be answered any more.
    client.send(new Bytes().hex(packet).hex("c0 00").toArray());
    Received goodbye = client.expect(Received.DISCONNECT);
    assertThat(goodbye.code()).isGreaterThanOrEqualTo(0x80).isIn(CODES);
    assertThat(goodbye.has(Props.SESSION_EXPIRY)).isFalse();
    client.raw().expectClose();
  }

  @Test
  @Mqtt5({"MQTT-3.14.4-1", "MQTT-3.14.4-2"})
  void nothingFollowsTheGoodbyeToAClientThatIsTakenOver() {
    String id = unique("c");
    String topic = unique("e/");
    MqttClient first = broker.connected(ConnectPacket.v5(id).persistent(60));
    first.subscribe(topic, 1);
    MqttClient second = broker.connected(ConnectPacket.v5(id).persistent(60));
    broker.connected().publish(topic, "x", 1);
    first.expectDisconnect(0x8E);
    second.expectMessage("x");
  }

  @Test
  @Mqtt5({"MQTT-3.14.2-1", "MQTT-3.14.4-2"})
  void aClientIsToldThatAnOperatorSentItAway() {
    String id = unique("c");
    MqttClient client = broker.connected(ConnectPacket.v5(id));
    assertThat(broker.control().kick(id).join()).isTrue();
    client.expectDisconnect(0x98);
  }

  @Test
  @Mqtt5({"MQTT-3.14.2-1", "MQTT-3.14.4-2"})
  void aClientIsToldThatTheBrokerGoes() {
    LoopbackBroker leaving = LoopbackBroker.start();
    MqttClient client = leaving.connected();
    leaving.close();
    client.expectDisconnect(0x8B);
  }

  @Test
  @Mqtt5("MQTT-3.14.4-2")
  void theBrokerClosesWhenTheClientSaysGoodbye() {
    broker.connected().disconnect();
  }

  @Test
  @Mqtt5("MQTT-4.13.1-1")
  void aGoodbyeThatWakesAnExpiryOfZeroIsAProtocolError() {
    MqttClient client = broker.connected();
    Bytes body = new Bytes().u8(0).add(Props.none().sessionExpiry(10).block());
    client.send(body.packet(0xE0)).expectDisconnect(PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c0 00", // no CONNECT at all
        "10 0e 00 04 4d 51 54 54 05 03 00 00 00 00 01 61", // the reserved flag
        "10 10 00 04 4d 51 54 54 05 02 00 00 02 17 02 00 01 61" // a protocol error
      })
  @Mqtt5("MQTT-3.14.0-1")
  void thereIsNoDisconnectBeforeAnAcceptedConnect(String packet) {
    MqttClient client = broker.client(5);
    client.raw().send(packet);
    // What comes is a CONNACK or nothing.
    client.expectRefusal();
  }

  @ParameterizedTest
  @CsvSource({
    "30 05 00 01 61 00 c0, 0x00", // a payload that looks like a packet is none
    "30 08 00 01 61 04 01 01 01 01, 0x82", // a property twice
    "30 05 00 01 61 01 01, 0x81", // a property without value
    "30 06 00 01 61 02 01 02, 0x82", // a format indicator of 2
    "30 06 00 01 61 02 24 01, 0x81" // a property of another packet
  })
  @Mqtt5("MQTT-4.13.1-1")
  void malformedPacketsAndProtocolErrorsAreToldApart(String packet, String code) {
    MqttClient client = broker.connected();
    client.raw().send(packet);
    int expected = Integer.decode(code);
    if (expected == 0) {
      client.ping();
    } else {
      client.expectDisconnect(expected);
    }
  }

  @Test
  @Mqtt5("MQTT-4.13.1-1")
  void anErrorOfOneClientIsNoMatterOfAnother() {
    MqttClient bystander = broker.connected();
    MqttClient client = broker.connected();
    client.raw().send("00 00");
    client.expectDisconnect(MALFORMED);
    bystander.ping();
  }

  // ---- AUTH

  @ParameterizedTest
  @ValueSource(ints = {0xF1, 0xF2, 0xFF})
  @Mqtt5("MQTT-3.15.1-1")
  void flagsOfAuthMustBeZero(int first) {
    MqttClient client = broker.connected();
    client.send(auth(0x18, "m").packet(first)).expectDisconnect(MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x1A, 0x80, 0xFF})
  @Mqtt5("MQTT-3.15.2-1")
  void anAuthWithACodeOfAnotherPacketIsMalformed(int code) {
    MqttClient client = broker.connected();
    client.send(auth(code, "m").packet(0xF0)).expectDisconnect(MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x18, 0x19})
  @Mqtt5("MQTT-4.12.0-7")
  void anAuthWithoutMethodInConnectIsAProtocolError(int code) {
    MqttClient client = broker.connected();
    client.send(auth(code, "m").packet(0xF0)).expectDisconnect(PROTOCOL_ERROR);
  }

  private static Bytes auth(int code, String method) {
    return new Bytes()
        .u8(code)
        .add(Props.none().string(Props.AUTHENTICATION_METHOD, method).block());
  }

  @Test
  @Mqtt5("MQTT-4.12.0-1")
  void anUnknownAuthenticationMethodIsRefused() {
    MqttClient client = broker.client(5);
    Props props = Props.none().string(Props.AUTHENTICATION_METHOD, "no such method");
    client.send(ConnectPacket.v5(unique("c")).with(props).bytes());
    assertThat(client.expectRefusal()).isEqualTo(BAD_AUTHENTICATION_METHOD);
  }

  @Test
  @Mqtt5("MQTT-4.12.0-6")
  void withoutMethodThereIsNeitherAuthNorAMethodInConnack() {
    MqttClient client = broker.client(5);
    Received answer =
        client.connect(ConnectPacket.v5(unique("c")).username("u").password("p"));
    assertThat(answer.has(Props.AUTHENTICATION_METHOD)).isFalse();
    assertThat(answer.has(Props.AUTHENTICATION_DATA)).isFalse();
    client.ping();
  }

  // ---- the transport

  @Test
  @Mqtt5("MQTT-4.2.0-1")
  void aStreamInPiecesIsReadAsOne() {
    MqttClient client = broker.client(5);
    String topic = unique("piece/");
    byte[] subscribe = client.subscription(1, Props.none(), new Bytes().text(topic).u8(0));
    byte[] publish = PublishPacket.to(topic).payload("x".repeat(300)).bytes(5);
    byte[] all =
        new Bytes()
            .raw(ConnectPacket.v5(unique("c")).bytes())
            .raw(subscribe)
            .raw(publish)
            .toArray();
    for (byte one : all) {
      client.raw().send(new byte[] {one});
    }
    assertThat(client.expect(Received.CONNACK).code()).isZero();
    client.expect(Received.SUBACK, 1);
    client.expectMessage("x".repeat(300));
    assertThat(RawClient.text(publish)).startsWith("30");
  }
}
