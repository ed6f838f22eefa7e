package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Verdict;
import io.dynamq.engine.Zone;
import io.dynamq.packet.ReasonCode;
import io.dynamq.testkit.Mqtt5;
import io.dynamq.testkit.RawClient;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 5.0 section 3.1: CONNECT, without the session (see there) and the will. */
class ConnectConformanceTest {
  private static final int MALFORMED = 0x81;
  private static final int PROTOCOL_ERROR = 0x82;
  private static final int ID_NOT_VALID = 0x85;
  private static final int BAD_PASSWORD = 0x86;
  private static final int ID_LENGTH_MAX = 23;
  private static final byte[] NO_TEXT = RawClient.bytes("c3 28");

  private static LoopbackBroker broker;

  @BeforeAll
  static void start() {
    broker =
        LoopbackBroker.with()
            .zone(
                zone -> {
                  Zone.Limits limits = zone.limits();
                  return zone.withLimits(
                      new Zone.Limits(
                          limits.maxPacketSize(),
                          ID_LENGTH_MAX,
                          limits.maxTopicLevels(),
                          limits.maxSubscriptions(),
                          limits.idleTimeoutMillis()));
                })
            .authenticator(
                credentials ->
                    CompletableFuture.completedFuture(
                        new Verdict(
                            "intruder".equals(credentials.username())
                                ? ReasonCode.BAD_USER_NAME_OR_PASSWORD
                                : ReasonCode.SUCCESS,
                            "test",
                            false)))
            .start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static int refused(byte[] connect) {
    try (MqttClient client = broker.client(5)) {
      return client.send(connect).expectRefusal();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"c0 00", "30 04 00 01 61 00", "e0 00", "f0 00"})
  @Mqtt5("MQTT-3.1.0-1")
  void aFirstPacketThatIsNoConnectEndsTheConnection(String packet) {
    broker.raw().send(packet).expectClose();
  }

  @Test
  @Mqtt5({"MQTT-3.1.0-2", "MQTT-3.2.0-2"})
  void aSecondConnectIsAProtocolErrorAndGetsNoSecondConnack() {
    String id = unique("c");
    MqttClient client = broker.connected(ConnectPacket.v5(id));
    client.send(ConnectPacket.v5(id).bytes()).expectDisconnect(PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MQTTX", "mqtt", "", "MQIsdp"})
  @Mqtt5("MQTT-3.1.2-1")
  void anotherProtocolNameEndsTheConnection(String name) {
    refused(ConnectPacket.v5(unique("c")).protocol(name, 5).bytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 6, 0x85, 0xFF})
  @Mqtt5("MQTT-3.1.2-2")
  void aVersionThatDoesNotExistEndsTheConnection(int level) {
    int code = refused(ConnectPacket.v5(unique("c")).protocol("MQTT", level).bytes());
    assertThat(code).as("as MQTT 3.1.1 writes it").isEqualTo(1);
  }

  @Test
  @Mqtt5({"MQTT-3.1.2-3", "MQTT-3.1.4-1"})
  void theReservedFlagMustBeZero() {
    int code = refused(ConnectPacket.v5(unique("c")).flags(1, 0).bytes());
    assertThat(code).isEqualTo(MALFORMED);
  }

  @Test
  @Mqtt5({"MQTT-3.1.2-9", "MQTT-3.1.4-1"})
  void aWillFlagWithoutWillIsMalformed() {
    assertThat(refused(ConnectPacket.v5(unique("c")).flags(4, 0).bytes())).isEqualTo(MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x08, 0x10, 0x18})
  @Mqtt5("MQTT-3.1.2-11")
  void aWillQosWithoutWillIsMalformed(int flag) {
    int code = refused(ConnectPacket.v5(unique("c")).flags(flag, 0).bytes());
    assertThat(code).isEqualTo(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-3.1.2-12")
  void aWillQosOfThreeIsMalformed() {
    int code = refused(ConnectPacket.v5(unique("c")).will("a", "x", 3, false).bytes());
    assertThat(code).isEqualTo(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-3.1.2-13")
  void aWillRetainFlagWithoutWillIsMalformed() {
    int code = refused(ConnectPacket.v5(unique("c")).flags(0x20, 0).bytes());
    assertThat(code).isEqualTo(MALFORMED);
  }

  @Test
  @Mqtt5({"MQTT-3.1.2-16", "MQTT-3.1.2-18"})
  void aUserNameOrPasswordWithoutItsFlagIsMalformed() {
    ConnectPacket name = ConnectPacket.v5(unique("c")).username("u").flags(0, 0x80);
    assertThat(refused(name.bytes())).isEqualTo(MALFORMED);
    ConnectPacket password = ConnectPacket.v5(unique("c")).password("p").flags(0, 0x40);
    assertThat(refused(password.bytes())).isEqualTo(MALFORMED);
  }

  @Test
  @Mqtt5({"MQTT-3.1.2-17", "MQTT-3.1.2-19"})
  void aFlagWithoutItsUserNameOrPasswordIsMalformed() {
    ConnectPacket name = ConnectPacket.v5(unique("c")).flags(0x80, 0);
    assertThat(refused(name.bytes())).isEqualTo(MALFORMED);
    ConnectPacket password = ConnectPacket.v5(unique("c")).username("u").flags(0x40, 0);
    assertThat(refused(password.bytes())).isEqualTo(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-3.1.3-3")
  void aConnectWithoutClientIdentifierFieldIsMalformed() {
    byte[] connect = ConnectPacket.v5("").header().packet(0x10);
    assertThat(refused(connect)).isEqualTo(MALFORMED);
  }

  @Test
  @Mqtt5({"MQTT-3.1.3-4", "MQTT-3.1.4-1"})
  void aClientIdentifierThatIsNoTextIsMalformed() {
    assertThat(refused(ConnectPacket.of(5, NO_TEXT).bytes())).isEqualTo(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-3.1.3-11")
  void aWillTopicThatIsNoTextIsMalformed() {
    ConnectPacket packet =
        ConnectPacket.v5(unique("c")).will(Props.none(), NO_TEXT, "x", 0, false);
    assertThat(refused(packet.bytes())).isEqualTo(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-3.1.3-12")
  void aUserNameThatIsNoTextIsMalformed() {
    byte[] packet = ConnectPacket.v5(unique("c")).username(NO_TEXT).bytes();
    assertThat(refused(packet)).isEqualTo(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-3.1.3-1")
  void theFieldsOfThePayloadAreTakenInTheirOrder() {
    String topic = unique("order/");
    MqttClient watcher = broker.connected();
    watcher.subscribe(topic, 0);
    MqttClient client = broker.client(5);
    client.connect(
        ConnectPacket.v5(unique("c")).will(topic, "w", 0, false).username("u").password("p"));
    client.reset();
    watcher.expectMessage("w");
    ConnectPacket intruder =
        ConnectPacket.v5(unique("c")).will(topic, "w", 0, false).username("intruder").password("p");
    assertThat(refused(intruder.bytes())).isEqualTo(BAD_PASSWORD);
  }

  @Test
  @Mqtt5("MQTT-3.1.3-2")
  void theClientIdentifierNamesTheSession() {
    String id = unique("named");
    String topic = unique("named/");
    broker.connected(ConnectPacket.v5(id).persistent(600)).subscribe(topic, 1).disconnect();
    MqttClient other = broker.client(5);
    assertThat(other.connect(ConnectPacket.v5(id + "x").persistent(600)).sessionPresent())
        .isFalse();
    other.publish(topic, "for the first", 1).ping();
    MqttClient first = broker.client(5);
    assertThat(first.connect(ConnectPacket.v5(id).persistent(600)).sessionPresent()).isTrue();
    first.expectMessage("for the first");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "Z",
        "0",
        "0123456789abcdefghijklm",
        "nopqrstuvwxyzABCDEFGHIJ",
        "KLMNOPQRSTUVWXYZ0123456"
      })
  @Mqtt5({"MQTT-3.1.3-5", "MQTT-3.1.4-5"})
  void identifiersOfLettersAndDigitsAreAccepted(String id) {
    try (MqttClient client = broker.client(5)) {
      Received answer = client.connect(ConnectPacket.v5(id));
      assertThat(answer.code()).isZero();
      assertThat(answer.has(Props.ASSIGNED_CLIENT_ID)).isFalse();
      client.ping();
    }
  }

  @Test
  @Mqtt5({"MQTT-3.1.3-6", "MQTT-3.2.2-16"})
  void anEmptyIdentifierIsReplacedByAUniqueOne() {
    MqttClient one = broker.client(5);
    MqttClient two = broker.client(5);
    Object first = one.connect(ConnectPacket.v5("")).property(Props.ASSIGNED_CLIENT_ID);
    Object second = two.connect(ConnectPacket.v5("")).property(Props.ASSIGNED_CLIENT_ID);
    assertThat(first).asString().isNotEmpty().isNotEqualTo(second);
    // Had both the same session, the first would have been sent away.
    one.ping();
    two.ping();
  }

  @Test
  @Mqtt5("MQTT-3.1.3-7")
  void theAssignedIdentifierIsTheClientsOwn() {
    String topic = unique("assigned/");
    MqttClient client = broker.client(5);
    Received answer = client.connect(ConnectPacket.v5("").persistent(600));
    client.subscribe(topic, 1).disconnect();
    String id = (String) answer.property(Props.ASSIGNED_CLIENT_ID);
    MqttClient again = broker.client(5);
    assertThat(again.connect(ConnectPacket.v5(id).persistent(600)).sessionPresent()).isTrue();
    again.publish(PublishPacket.to(topic).payload("mine")).expectMessage("mine");
  }

  @Test
  @Mqtt5({"MQTT-3.1.3-8", "MQTT-3.2.2-7"})
  void anIdentifierThatIsTooLongIsRefused() {
    assertThat(refused(ConnectPacket.v5("x".repeat(ID_LENGTH_MAX + 1)).bytes()))
        .isEqualTo(ID_NOT_VALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10 0d 00 04 4d 51 54 54 05 02 00 00 00 00 01 61 00", // shorter than its fields
        "10 0f 00 04 4d 51 54 54 05 02 00 00 00 00 01 61 00", // longer than its fields
        "10 10 00 04 4d 51 54 54 05 02 00 00 02 7e 00 00 01 61", // a property that does not exist
        "10 10 00 04 4d 51 54 54 05 02 00 00 02 24 01 00 01 61", // one of CONNACK
        "10 11 00 04 4d 51 54 54 05 02 00 00 03 21 00 00 00 01 61", // a receive maximum of 0
        "10 13 00 04 4d 51 54 54 05 02 00 00 05 27 00 00 00 00 00 01 61", // a packet size of 0
        "10 14 00 04 4d 51 54 54 05 02 00 00 06 21 00 05 21 00 05 00 01 61", // a property twice
        "10 10 00 04 4d 51 54 54 05 02 00 00 02 17 02 00 01 61", // a flag of 2
        "11 0e 00 04 4d 51 54 54 05 02 00 00 00 00 01 61" // flags in the fixed header
      })
  @Mqtt5({"MQTT-3.1.4-1", "MQTT-4.13.1-1"})
  void aConnectThatBreaksItsFormatEndsTheConnection(String packet) {
    assertThat(refused(RawClient.bytes(packet))).isIn(MALFORMED, PROTOCOL_ERROR);
  }

  @Test
  @Mqtt5({"MQTT-3.1.4-2", "MQTT-4.13.2-1"})
  void aClientThatIsNotWhoItSaysIsRefused() {
    byte[] packet = ConnectPacket.v5(unique("c")).username("intruder").password("guess").bytes();
    assertThat(refused(packet)).isEqualTo(BAD_PASSWORD);
  }

  @Test
  @Mqtt5("MQTT-3.1.4-3")
  void aSecondConnectionTakesTheSessionOver() {
    String id = unique("twice");
    MqttClient first = broker.connected(ConnectPacket.v5(id));
    MqttClient second = broker.connected(ConnectPacket.v5(id));
    first.expectDisconnect(0x8E);
    second.ping();
  }

  @Test
  @Mqtt5("MQTT-3.1.4-6")
  void whatFollowsARefusedConnectIsNotProcessed() {
    String topic = unique("refused/");
    MqttClient watcher = broker.connected();
    watcher.subscribe("refused/#", 0);
    byte[] connect = ConnectPacket.v5(unique("c")).username("intruder").bytes();
    byte[] publish = PublishPacket.to(topic).payload("x").bytes(5);
    assertThat(refused(new Bytes().raw(connect).raw(publish).toArray())).isEqualTo(BAD_PASSWORD);
    watcher.ping();
  }

  @Test
  @Mqtt5("MQTT-3.1.2-22")
  void silenceOfOneAndAHalfKeepAlivesEndsTheConnectionAsAFailure() {
    String topic = unique("silence/");
    MqttClient watcher = broker.connected();
    watcher.subscribe(topic, 0);
    MqttClient client =
        broker.connected(
            ConnectPacket.v5(unique("c")).keepAlive(10).will(topic, "gone", 0, false));
    broker.pass(14_000);
    client.raw().expectNothing(700);
    client.ping();
    broker.pass(14_000);
    client.raw().expectNothing(700);
    broker.pass(1_500);
    client.expectDisconnect(0x8D);
    watcher.expectMessage("gone");
  }

  @Test
  @Mqtt5({"MQTT-3.1.2-22", "MQTT-3.2.2-22"})
  void theKeepAliveOfTheClientHoldsAndZeroIsNone() {
    MqttClient patient = broker.client(5);
    MqttClient brief = broker.client(5);
    Received answer = patient.connect(ConnectPacket.v5(unique("c")).keepAlive(0));
    assertThat(answer.has(Props.SERVER_KEEP_ALIVE)).isFalse();
    answer = brief.connect(ConnectPacket.v5(unique("c")).keepAlive(1));
    assertThat(answer.has(Props.SERVER_KEEP_ALIVE)).isFalse();
    broker.pass(2_000);
    brief.expectDisconnect(0x8D);
    broker.pass(24 * 3_600_000);
    patient.raw().expectNothing(700);
    patient.ping();
  }
}
