package io.dynamq.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.engine.Zone;
import io.dynamq.testkit.RawClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a connection ends whose CONNECT is wrong: told in its version's words, or without a word. */
class RefusedConnectTest {
  private static final int MAX_PACKET = 200;

  private static LoopbackBroker broker;

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.with().zone(RefusedConnectTest::small).start();
  }

  private static Zone small(Zone zone) {
    Zone.Limits limits = zone.limits();
    return zone.withLimits(
        new Zone.Limits(
            MAX_PACKET, 23, limits.maxTopicLevels(), 0, limits.idleTimeoutMillis()));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "81, 10 0e 00 04 4d515454 05 03 003c 00 0001 63, reserved flag",
    "81, 10 0e 00 04 4d515454 05 0a 003c 00 0001 63, will QoS without will",
    "81, 10 0e 00 04 4d515454 05 22 003c 00 0001 63, will retain without will",
    "81, 10 19 00 04 4d515454 05 1e 003c 00 0001 63 00 0003 772f74 0003 627965, will QoS 3",
    "81, 10 0f 00 04 4d515454 05 02 003c 00 0001 63 00, a byte too many",
    "81, 10 0d 00 04 4d515454 05 02 003c 00 0001, a client identifier cut off",
    "81, 10 0e 00 04 4d515454 05 02 003c 00 0001 00, U+0000",
    "81, 10 0e 00 04 4d515454 05 02 003c 00 0001 ff, no UTF-8",
    "81, 12 0e 00 04 4d515454 05 02 003c 00 0001 63, flags in the fixed header",
    "81, 10 8e 00 00 04 4d515454 05 02 003c 00 0001 63, a remaining length longer than needed",
    "82, 10 11 00 04 4d515454 05 02 003c 03 210000 0001 63, receive maximum 0",
    "82, 10 13 00 04 4d515454 05 02 003c 05 2700000000 0001 63, maximum packet size 0",
    "82, 10 10 00 04 4d515454 05 02 003c 02 1702 0001 63, request problem information 2",
    "82, 10 14 00 04 4d515454 05 02 003c 06 210001 210001 0001 63, a property twice",
    "82, 10 12 00 04 4d515454 05 02 003c 04 16000101 0001 63, data without method",
    "81, 10 11 00 04 4d515454 05 02 003c 03 230001 0001 63, a property of PUBLISH",
    "81, 10 10 00 04 4d515454 05 02 003c 02 7f00 0001 63, an unknown property",
    "90, 10 19 00 04 4d515454 05 06 003c 00 0001 63 00 0003 772f23 0003 627965, will to a wildcard",
    "95, 10 c6 01 00 04 4d515454 05 02 003c 00 0001 63, larger than allowed",
    "85, 10 25 00 04 4d515454 05 02 003c 00 0018 616161616161616161616161616161616161616161616161, too long an id"
  })
  void anMqtt5ClientIsToldWhatIsWrong(String code, String packet, String why) {
    MqttClient client = broker.client(5);
    client.raw().send(packet);

    Received answer = client.expect(Received.CONNACK);

    assertThat(answer.code()).as(why).isEqualTo(Integer.parseInt(code, 16));
    assertThat(answer.sessionPresent()).isFalse();
    assertThat((String) answer.property(Props.REASON_STRING)).isNotEmpty();
    client.raw().expectClose();
  }

  @Test
  void aReasonStringThatTheClientWouldNotTakeIsLeftOut() {
    MqttClient client = broker.client(5);
    // A maximum packet size of 10, and a will QoS without a will.
    client.raw().send("10 13 0004 4d515454 05 0a 003c 05 27 0000000a 0001 63");
    assertThat(client.expect(Received.CONNACK).bytes()).hasSize(5);
    client.raw().expectClose();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10 0d 0004 4d515454 04 03 003c 0001 63", // reserved flag
        "10 0d 0004 4d515454 04 0a 003c 0001 63", // will QoS without will
        "10 10 0004 4d515454 04 42 003c 0001 63 0001 70", // password without user name
        "10 0e 0004 4d515454 04 02 003c 0001 63 00", // a byte too many
        "10 0d 0004 4d515454 04 02 003c 0001 00", // U+0000
        "10 c6 01 0004 4d515454 04 02 003c 0001 63", // larger than allowed
        "10 0f 0006 4d5149736470 03 0a 003c 0001 63", // MQTT 3.1, will QoS without will
      })
  void anOlderClientIsNotTold(String packet) {
    broker.raw().send(packet).expectClose();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "47 45 54 20 2f 20 48 54 54 50", // GET / HTTP
        "16 03 01 02 00 01 00", // a TLS hello
        "c0 00", // PINGREQ before CONNECT
        "30 05 0001 61 62 63", // PUBLISH before CONNECT
        "f0 00", // AUTH before CONNECT
        "e0 00", // DISCONNECT before CONNECT
        "10 ff ff ff ff 01", // a length of five bytes
        "10 0d 0004 4d515453 05 02 003c 00 00 00", // another protocol
        "10 0f 0006 4d5154747450 05 02 003c 00 00 00" // and another
      })
  void whatIsNoMqttEndsWithoutAWord(String bytes) {
    broker.raw().send(bytes).expectClose();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10 0d 0004 4d515454 00 02 003c 0001 63", // level 0
        "10 0d 0004 4d515454 03 02 003c 0001 63", // MQTT 3.1's level under the newer name
        "10 0d 0004 4d515454 06 02 003c 0001 63", // a level to come
        "10 0d 0004 4d515454 84 02 003c 0001 63", // a bridge of mosquitto
        "10 0f 0006 4d5149736470 04 02 003c 0001 63" // 3.1.1's level under the older name
      })
  void aLevelThatDoesNotExistIsAnsweredAsMqtt311Says(String packet) {
    broker.raw().send(packet).expect("20 02 00 01").expectClose();
  }

  @ParameterizedTest
  @CsvSource({"3, 20 02 00 02", "4, 20 02 00 02"})
  void anOlderClientWithoutIdentifierHasAReturnCodeOfItsOwn(int version, String answer) {
    MqttClient client = broker.client(version);
    client.send(ConnectPacket.of(version, "").clean(false).bytes());
    client.raw().expect(answer).expectClose();
  }

  @ParameterizedTest
  @CsvSource({"3", "4"})
  void aSecondConnectOfAnOlderClientEndsWithoutAWord(int version) {
    byte[] connect = ConnectPacket.of(version, MqttClient.unique("c")).bytes();
    RawClient raw = broker.raw().send(connect);
    raw.expect("20 02 00 00").send(connect).expectClose();
  }

  @Test
  void aSecondConnectRightBehindTheFirstIsToldSo() {
    byte[] connect = ConnectPacket.v5(MqttClient.unique("c")).bytes();
    MqttClient client = broker.client(5);
    client.send(new Bytes().raw(connect).raw(connect).toArray());
    assertThat(client.expect(Received.CONNACK).code()).isZero();
    client.expectDisconnect(0x82);
  }
}
