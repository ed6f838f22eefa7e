package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Credentials;
import io.dynamq.auth.Verdict;
import io.dynamq.engine.Zone;
import io.dynamq.packet.ReasonCode;
import io.dynamq.testkit.Mqtt311;
import io.dynamq.testkit.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 3.1.1 sections 3.1, 3.2 and 3.12: CONNECT, CONNACK, PINGREQ; not session and will. */
class V3ConnectConformanceTest {
  private static final int NO_CONNACK = -1;
  private static final int BAD_VERSION = 1;
  private static final int BAD_ID = 2;
  private static final int BAD_PASSWORD = 4;
  private static final int ID_LENGTH_MAX = 64;
  private static final String INTRUDER = "intruder";
  private static final byte[] NO_TEXT = RawClient.bytes("c3 28");

  private static final Map<String, Credentials> SEEN = new ConcurrentHashMap<>();
  private static LoopbackBroker broker;

  @BeforeAll
  static void start() {
    broker =
        LoopbackBroker.with()
            .zone(V3ConnectConformanceTest::withShortIds)
            .authenticator(
                credentials -> {
                  SEEN.put(credentials.clientId(), credentials);
                  ReasonCode code =
                      INTRUDER.equals(credentials.username())
                          ? ReasonCode.BAD_USER_NAME_OR_PASSWORD
                          : ReasonCode.SUCCESS;
                  return CompletableFuture.completedFuture(new Verdict(code, "test", false));
                })
            .start();
  }

  private static Zone withShortIds(Zone zone) {
    Zone.Limits usual = zone.limits();
    return zone.withLimits(
        new Zone.Limits(
            usual.maxPacketSize(),
            ID_LENGTH_MAX,
            usual.maxTopicLevels(),
            usual.maxSubscriptions(),
            usual.idleTimeoutMillis()));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static ConnectPacket packet() {
    return ConnectPacket.of(4, unique("c"));
  }

  private static int refused(ConnectPacket connect) {
    return refused(connect.bytes());
  }

  private static int refused(byte[] connect) {
    try (MqttClient client = broker.client(4)) {
      return client.send(connect).expectRefusal();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"c0 00", "30 03 00 01 61", "82 06 00 01 00 01 61 00", "e0 00", "40 02 00 01"})
  @Mqtt311({"MQTT-3.1.0-1", "MQTT-3.2.0-1"})
  void aFirstPacketThatIsNoConnectEndsTheConnection(String first) {
    broker.raw().send(first).expectClose();
  }

  @Test
  @Mqtt311({"MQTT-3.1.0-2", "MQTT-4.8.0-1"})
  void aSecondConnectEndsTheConnectionWithoutAnAnswer() {
    ConnectPacket connect = packet();
    broker.connected(4, connect).send(connect.bytes()).raw().expectClose();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MQTTX", "mqtt", "", "MQIsdp", "MQ"})
  @Mqtt311("MQTT-3.1.2-1")
  void anotherProtocolNameIsNotProcessed(String name) {
    assertThat(refused(packet().protocol(name, 4))).isIn(NO_CONNACK, BAD_VERSION);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 6, 127, 0x84, 255})
  @Mqtt311({"MQTT-3.1.2-2", "MQTT-3.2.2-5"})
  void anotherProtocolLevelIsRefusedWithItsCode(int level) {
    assertThat(refused(packet().protocol("MQTT", level))).isEqualTo(BAD_VERSION);
  }

  @Test
  @Mqtt311({"MQTT-3.1.2-3", "MQTT-3.1.4-1", "MQTT-3.2.2-6"})
  void theReservedFlagMustBeZero() {
    assertThat(refused(packet().flags(1, 0))).isEqualTo(NO_CONNACK);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x08, 0x10, 0x18, 0x20, 0x28})
  @Mqtt311({"MQTT-3.1.2-11", "MQTT-3.1.2-13", "MQTT-3.1.2-15", "MQTT-3.1.4-1"})
  void willFlagsWithoutWillEndTheConnection(int flags) {
    assertThat(refused(packet().flags(flags, 0))).isEqualTo(NO_CONNACK);
  }

  @Test
  @Mqtt311({"MQTT-3.1.2-14", "MQTT-3.1.4-1"})
  void aWillQosOfThreeEndsTheConnection() {
    assertThat(refused(packet().will("w", "x", 3, false))).isEqualTo(NO_CONNACK);
  }

  @Test
  @Mqtt311({"MQTT-3.1.2-9", "MQTT-3.1.2-11", "MQTT-3.1.4-1"})
  void willFlagAndWillGoTogether() {
    assertThat(refused(packet().flags(0x04, 0))).isEqualTo(NO_CONNACK);
    assertThat(refused(packet().will("w", "x", 0, false).flags(0, 0x04))).isEqualTo(NO_CONNACK);
  }

  @Test
  @Mqtt311({"MQTT-3.1.2-18", "MQTT-3.1.2-19", "MQTT-3.1.4-1"})
  void userNameFlagAndUserNameGoTogether() {
    assertThat(refused(packet().flags(0x80, 0))).isEqualTo(NO_CONNACK);
    assertThat(refused(packet().username("u").flags(0, 0x80))).isEqualTo(NO_CONNACK);
  }

  @Test
  @Mqtt311({"MQTT-3.1.2-20", "MQTT-3.1.2-21", "MQTT-3.1.4-1"})
  void passwordFlagAndPasswordGoTogether() {
    assertThat(refused(packet().username("u").flags(0x40, 0))).isEqualTo(NO_CONNACK);
    assertThat(refused(packet().username("u").password("p").flags(0, 0x40)))
        .isEqualTo(NO_CONNACK);
  }

  @Test
  @Mqtt311({"MQTT-3.1.2-22", "MQTT-3.1.4-1"})
  void aPasswordNeedsAUserName() {
    assertThat(refused(packet().password("p"))).isEqualTo(NO_CONNACK);
  }

  @Test
  @Mqtt311({"MQTT-3.1.2-23", "MQTT-3.1.2-24", "MQTT-3.12.4-1"})
  void silenceOfOneAndAHalfIntervalsEndsTheConnection() {
    MqttClient client = broker.connected(4, packet().keepAlive(10));
    broker.pass(14_000);
    client.raw().expectNothing(300);
    client.ping();
    broker.pass(14_000);
    client.publish(PublishPacket.to("alive")).raw().expectNothing(300);
    broker.pass(15_500);
    client.raw().expectClose();
  }

  @Test
  @Mqtt311("MQTT-3.1.2-24")
  void withoutKeepAliveSilenceMayLast() {
    MqttClient client = broker.connected(4, packet().keepAlive(0));
    broker.pass(86_400_000);
    client.raw().expectNothing(300);
    client.ping();
  }

  @Test
  @Mqtt311({"MQTT-3.1.3-1", "MQTT-3.1.3-3", "MQTT-3.1.2-9", "MQTT-3.1.2-19", "MQTT-3.1.2-21"})
  void theFieldsOfThePayloadAreTakenInTheirOrder() {
    MqttClient watcher = broker.connected(4, packet()).subscribe("order/will", 0);
    String id = unique("c");
    MqttClient client =
        broker.connected(
            4,
            ConnectPacket.of(4, id)
                .will("order/will", "message", 0, false)
                .username("user")
                .password("secret"));
    Credentials credentials = SEEN.get(id);
    assertThat(credentials.username()).isEqualTo("user");
    assertThat(credentials.password()).isEqualTo("secret".getBytes(StandardCharsets.UTF_8));
    client.reset();
    watcher.expectMessage("message");
  }

  @Test
  @Mqtt311({"MQTT-3.1.3-4", "MQTT-3.1.3-10", "MQTT-3.1.3-11", "MQTT-3.1.4-1", "MQTT-1.5.3-1"})
  void whatIsNoTextEndsTheConnection() {
    assertThat(refused(ConnectPacket.of(4, NO_TEXT))).isEqualTo(NO_CONNACK);
    assertThat(refused(packet().will(Props.none(), NO_TEXT, "x", 0, false)))
        .isEqualTo(NO_CONNACK);
    assertThat(refused(packet().username(NO_TEXT))).isEqualTo(NO_CONNACK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0123456789abcdefghijklm",
        "nopqrstuvwxyzABCDEFGHIJ",
        "KLMNOPQRSTUVWXYZ"
      })
  @Mqtt311({"MQTT-3.1.3-5", "MQTT-3.1.4-4"})
  void shortPlainIdentifiersAreAllowed(String id) {
    broker.connected(4, ConnectPacket.of(4, id)).ping();
  }

  @Test
  @Mqtt311("MQTT-3.1.3-6")
  void clientsWithoutIdentifierGetOneOfTheirOwn() {
    MqttClient one = broker.connected(4, ConnectPacket.of(4, ""));
    MqttClient two = broker.connected(4, ConnectPacket.of(4, ""));
    two.ping();
    one.ping();
  }

  @Test
  @Mqtt311({"MQTT-3.1.3-7", "MQTT-3.1.3-8", "MQTT-3.2.2-4", "MQTT-3.2.2-5"})
  void anEmptyIdentifierNeedsACleanSession() {
    assertThat(refused(ConnectPacket.of(4, "").clean(false))).isEqualTo(BAD_ID);
  }

  @Test
  @Mqtt311({"MQTT-3.1.3-9", "MQTT-3.2.2-4", "MQTT-3.2.2-5"})
  void anIdentifierThatIsTooLongIsRefusedWithItsCode() {
    assertThat(refused(ConnectPacket.of(4, "c".repeat(ID_LENGTH_MAX + 1)))).isEqualTo(BAD_ID);
    broker.connected(4, ConnectPacket.of(4, "c".repeat(ID_LENGTH_MAX))).ping();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10 00",
        "10 06 00 04 4d 51 54 54", // ends behind the name
        "10 0a 00 04 4d 51 54 54 04 02 00 3c", // no client identifier
        "10 0c 00 04 4d 51 54 54 04 02 00 3c 00 01", // one that is cut
        "10 0e 00 04 4d 51 54 54 04 02 00 3c 00 01 63 00" // a byte too many
      })
  @Mqtt311({"MQTT-3.1.4-1", "MQTT-3.2.2-6"})
  void aConnectThatIsNotWholeEndsTheConnection(String connect) {
    assertThat(refused(RawClient.bytes(connect))).isEqualTo(NO_CONNACK);
  }

  @Test
  @Mqtt311("MQTT-3.1.4-2")
  void aSecondClientWithTheSameIdentifierEndsTheFirst() {
    ConnectPacket connect = packet();
    MqttClient first = broker.connected(4, connect);
    MqttClient second = broker.connected(4, connect);
    first.raw().expectClose();
    second.ping();
  }

  @Test
  @Mqtt311({"MQTT-3.1.4-4", "MQTT-3.2.0-1", "MQTT-3.2.2-1"})
  void anAcceptedConnectIsAnsweredByConnackBeforeAnythingElse() {
    byte[] together =
        new Bytes()
            .raw(packet().bytes())
            .hex("82 07 00 01 00 02 61 62 01 c0 00")
            .toArray();
    MqttClient client = broker.client(4).send(together);
    client.raw().expect("20 02 00 00 90 03 00 01 01 d0 00");
  }

  @Test
  @Mqtt311({"MQTT-3.1.4-5", "MQTT-3.2.2-4", "MQTT-3.2.2-5"})
  void whatFollowsARefusedConnectIsNotProcessed() {
    String topic = unique("refused/");
    MqttClient watcher = broker.connected(4, packet()).subscribe(topic, 0);
    byte[] together =
        new Bytes()
            .raw(packet().username(INTRUDER).bytes())
            .raw(PublishPacket.to(topic).payload("smuggled").bytes(4))
            .toArray();
    assertThat(refused(together)).isEqualTo(BAD_PASSWORD);
    watcher.publish(PublishPacket.to(topic).payload("honest")).expectMessage("honest");
  }

  @Test
  @Mqtt311("MQTT-3.12.4-1")
  void aPingIsAnswered() {
    broker.connected(4, packet()).raw().send("c0 00").expect("d0 00");
  }
}
