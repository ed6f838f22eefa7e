package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Authorizer;
import io.dynamq.auth.Verdict;
import io.dynamq.engine.Zone;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import io.dynamq.packet.ReasonCode;
import io.dynamq.testkit.Mqtt5;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** MQTT 5.0 section 3.2: CONNACK, at a broker with everything and at one that offers little. */
class ConnAckConformanceTest {
  /** Table 3-1. */
  private static final Set<Integer> CODES =
      Set.of(
          0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97,
          0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F);

  private static final int SERVER_KEEP_ALIVE = 20;
  private static final long EXPIRY_MAX = 50;
  private static final int PACKET_SIZE_MAX = 1_000;

  private static LoopbackBroker broker;
  private static LoopbackBroker modest;

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.with().authenticator(c -> verdict(c.username())).start();
    modest =
        LoopbackBroker.with()
            .zone(ConnAckConformanceTest::modest)
            .authorizer(new NoWills())
            .start();
  }

  /** No retained messages, QoS 1 at most, small packets, short client identifiers. */
  private static Zone modest(Zone zone) {
    Zone.Limits limits = zone.limits();
    return zone.withOffer(new Zone.Offer(Qos.AT_LEAST_ONCE, false, false, false, false))
        .withLimits(
            new Zone.Limits(
                PACKET_SIZE_MAX,
                30,
                limits.maxTopicLevels(),
                limits.maxSubscriptions(),
                limits.idleTimeoutMillis()))
        .withLifetime(
            new Zone.Lifetime(
                zone.lifetime().sessionExpirySeconds(),
                EXPIRY_MAX,
                SERVER_KEEP_ALIVE,
                zone.lifetime().keepAliveBackoff()));
  }

  private static CompletableFuture<Verdict> verdict(String username) {
    ReasonCode code =
        username == null ? ReasonCode.SUCCESS : ReasonCode.of(Integer.parseInt(username, 16));
    return CompletableFuture.completedFuture(new Verdict(code, "test", false));
  }

  /** Nobody may publish to {@code secret}. */
  private static final class NoWills implements Authorizer {
    @Override
    public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
      return !topic.equals("secret");
    }

    @Override
    public boolean maySubscribe(ClientInfo client, String path) {
      return true;
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
    modest.close();
  }

  private static Received refusal(LoopbackBroker by, ConnectPacket packet) {
    MqttClient client = by.client(5);
    Received answer = client.connect(packet);
    assertThat(answer.code()).isGreaterThanOrEqualTo(0x80);
    client.raw().expectClose();
    return answer;
  }

  @Test
  @Mqtt5({"MQTT-3.2.0-1", "MQTT-3.1.4-5"})
  void theConnackComesBeforeWhatWasQueued() {
    String id = unique("c");
    String topic = unique("queued/");
    broker.connected(ConnectPacket.v5(id).persistent(60)).subscribe(topic, 1).disconnect();
    broker.connected().publish(topic, "x", 1);
    MqttClient client = broker.client(5);
    client.send(ConnectPacket.v5(id).persistent(60).bytes());
    Received first = client.next();
    assertThat(first.type()).isEqualTo(Received.CONNACK);
    assertThat(first.code()).isZero();
    client.expectMessage("x");
  }

  @Test
  @Mqtt5("MQTT-3.2.0-1")
  void theConnackComesBeforeAnswersToWhatTheClientSentTooEarly() {
    MqttClient client = broker.client(5);
    byte[] connect = ConnectPacket.v5(unique("c")).bytes();
    byte[] subscribe = client.subscription(1, Props.none(), new Bytes().text("a").u8(0));
    client.send(new Bytes().raw(connect).raw(subscribe).hex("c0 00").toArray());
    assertThat(client.expect(Received.CONNACK).code()).isZero();
    client.expect(Received.SUBACK, 1);
    client.expect(Received.PINGRESP);
  }

  @Test
  @Mqtt5("MQTT-3.2.0-2")
  void thereIsOneConnack() {
    String id = unique("c");
    broker.connected(ConnectPacket.v5(id).persistent(60)).disconnect();
    MqttClient client = broker.connected(ConnectPacket.v5(id).persistent(60));
    client.ping().subscribe("a", 0).publish(unique("b/"), "x", 2).ping();
  }

  @Test
  @Mqtt5({"MQTT-3.2.2-1", "MQTT-3.2.2-3", "MQTT-3.2.2-2"})
  void theFlagsAreSessionPresentOnly() {
    String id = unique("c");
    MqttClient client = broker.client(5);
    assertThat(client.connect(ConnectPacket.v5(id).persistent(60)).bytes()[2]).isZero();
    client.disconnect();
    client = broker.client(5);
    assertThat(client.connect(ConnectPacket.v5(id).persistent(60)).bytes()[2]).isEqualTo((byte) 1);
    client.disconnect();
    client = broker.client(5);
    assertThat(client.connect(ConnectPacket.v5(id)).bytes()[2]).isZero();
  }

  @Test
  @Mqtt5({"MQTT-3.2.2-6", "MQTT-3.2.2-7", "MQTT-3.2.2-1"})
  void aRefusalClaimsNoSessionAndEndsTheConnection() {
    String id = unique("c");
    broker.connected(ConnectPacket.v5(id).persistent(60)).disconnect();
    Received answer = refusal(broker, ConnectPacket.v5(id).persistent(60).username("87"));
    assertThat(answer.bytes()[2]).isZero();
    MqttClient client = broker.client(5);
    assertThat(client.connect(ConnectPacket.v5(id).persistent(60)).sessionPresent()).isTrue();
  }

  @Test
  @Mqtt5("MQTT-3.2.2-8")
  void everyRefusalHasACodeOfConnack() {
    for (String code : new String[] {"85", "86", "87", "88", "89", "8A"}) {
      Received answer = refusal(broker, ConnectPacket.v5(unique("c")).username(code));
      assertThat(answer.code()).isEqualTo(Integer.parseInt(code, 16)).isIn(CODES);
    }
    assertThat(refusal(modest, ConnectPacket.v5("x".repeat(31))).code()).isIn(CODES);
    assertThat(refusal(modest, ConnectPacket.v5("c").will("secret", "", 0, false)).code())
        .isIn(CODES);
  }

  @Test
  @Mqtt5({"MQTT-3.2.2-9", "MQTT-3.2.2-11"})
  void aBrokerWithoutQos2SaysSoAndRefusesIt() {
    MqttClient client = modest.client(5);
    Received answer = client.connect(ConnectPacket.v5("qos"));
    assertThat(answer.property(Props.MAXIMUM_QOS)).isEqualTo(1);
    client.publish("a", "x", 1);
    client.publish(PublishPacket.to("a").qos(2, 1)).expectDisconnect(0x9B);
    assertThat(broker.client(5).connect(ConnectPacket.v5(unique("c"))).has(Props.MAXIMUM_QOS))
        .isFalse();
  }

  @Test
  @Mqtt5("MQTT-3.2.2-10")
  void aBrokerWithoutQos2GrantsLessThanIsAskedFor() {
    MqttClient client = modest.connected(ConnectPacket.v5("subscriber"));
    Bytes filters = new Bytes().text("g/0").u8(0).text("g/1").u8(1).text("g/2").u8(2);
    client.send(client.subscription(1, Props.none(), filters));
    assertThat(client.expect(Received.SUBACK, 1).codes()).containsExactly(0, 1, 1);
  }

  @Test
  @Mqtt5("MQTT-3.9.3-2")
  void whatIsNotOfferedIsToldAndRefused() {
    MqttClient client = modest.client(5);
    Received answer = client.connect(ConnectPacket.v5("offers"));
    assertThat(answer.property(Props.WILDCARD_AVAILABLE)).isEqualTo(0);
    assertThat(answer.property(Props.SHARED_AVAILABLE)).isEqualTo(0);
    Bytes filters = new Bytes().text("a/+").u8(0).text("$share/g/a").u8(0).text("a").u8(0);
    client.send(client.subscription(1, Props.none(), filters));
    assertThat(client.expect(Received.SUBACK, 1).codes()).containsExactly(0xA2, 0x9E, 0);
  }

  @Test
  @Mqtt5({"MQTT-3.1.2-23", "MQTT-4.1.0-2"})
  void aSessionLastsNoLongerThanTheBrokerSays() {
    MqttClient client = modest.client(5);
    Received answer = client.connect(ConnectPacket.v5("long").persistent(0xFFFF_FFFFL));
    assertThat(answer.property(Props.SESSION_EXPIRY)).isEqualTo(EXPIRY_MAX);
    client.disconnect();
    modest.pass((EXPIRY_MAX - 1) * 1_000);
    client = modest.client(5);
    answer = client.connect(ConnectPacket.v5("long").persistent(EXPIRY_MAX));
    assertThat(answer.sessionPresent()).isTrue();
    assertThat(answer.has(Props.SESSION_EXPIRY)).isFalse();
    client.disconnect();
    modest.pass((EXPIRY_MAX + 1) * 1_000);
    answer = modest.client(5).connect(ConnectPacket.v5("long").persistent(EXPIRY_MAX));
    assertThat(answer.sessionPresent()).isFalse();
  }

  @Test
  @Mqtt5("MQTT-3.2.2-12")
  void aWillAboveTheQosIsRefused() {
    ConnectPacket packet = ConnectPacket.v5("will2").will("a", "x", 2, false);
    assertThat(refusal(modest, packet).code()).isEqualTo(0x9B);
  }

  @Test
  @Mqtt5("MQTT-3.2.2-13")
  void aRetainedWillIsRefusedWhereNothingIsRetained() {
    ConnectPacket packet = ConnectPacket.v5("willr").will("a", "x", 1, true);
    assertThat(refusal(modest, packet).code()).isEqualTo(0x9A);
  }

  @Test
  @Mqtt5("MQTT-3.2.2-14")
  void aRetainedPublishIsRefusedWhereNothingIsRetained() {
    MqttClient client = modest.client(5);
    Received answer = client.connect(ConnectPacket.v5("retain"));
    assertThat(answer.property(Props.RETAIN_AVAILABLE)).isEqualTo(0);
    client.publish(PublishPacket.to("a").payload("x").retain()).expectDisconnect(0x9A);
  }

  @Test
  @Mqtt5("MQTT-3.2.2-15")
  void aPacketAboveTheMaximumSizeIsRefused() {
    MqttClient client = modest.client(5);
    Received answer = client.connect(ConnectPacket.v5("large"));
    assertThat(answer.property(Props.MAXIMUM_PACKET_SIZE)).isEqualTo((long) PACKET_SIZE_MAX);
    // Fixed header 3, topic 3, properties 1.
    client.publish(PublishPacket.to("a").payload("x".repeat(PACKET_SIZE_MAX - 7))).ping();
    client.publish(PublishPacket.to("a").payload("x".repeat(PACKET_SIZE_MAX - 6)));
    client.expectDisconnect(0x95);
  }

  @Test
  @Mqtt5("MQTT-3.2.2-16")
  void anAssignedIdentifierBelongsToNobodyElse() {
    MqttClient holder = broker.client(5);
    Received answer = holder.connect(ConnectPacket.v5("").persistent(600));
    Object id = answer.property(Props.ASSIGNED_CLIENT_ID);
    for (int i = 0; i < 20; i++) {
      try (MqttClient other = broker.client(5)) {
        Received another = other.connect(ConnectPacket.v5("").persistent(1));
        assertThat(another.property(Props.ASSIGNED_CLIENT_ID)).isNotEqualTo(id);
        assertThat(another.sessionPresent()).isFalse();
      }
    }
    holder.ping();
  }

  @Test
  @Mqtt5({"MQTT-3.2.2-19", "MQTT-3.2.2-20"})
  void aConnackIsNeverTooLargeForTheClient() {
    String id = "x".repeat(31);
    assertThat(refusal(modest, ConnectPacket.v5(id)).has(Props.REASON_STRING)).isTrue();
    for (int size = 5; size < 40; size++) {
      Props limit = Props.none().maximumPacketSize(size);
      Received answer = refusal(modest, ConnectPacket.v5(id).with(limit));
      assertThat(answer.bytes()).hasSizeLessThanOrEqualTo(size);
    }
  }

  @Test
  @Mqtt5("MQTT-3.1.2-24")
  void aClientThatCannotTakeItsConnackIsSentAway() {
    for (int size = 1; size < 15; size++) {
      MqttClient client = modest.client(5);
      client.send(ConnectPacket.v5("tiny").with(Props.none().maximumPacketSize(size)).bytes());
      int code = client.expectRefusal();
      assertThat(code).isEqualTo(size < 5 ? -1 : 0x95);
    }
  }

  @Test
  @Mqtt5({"MQTT-3.2.2-21", "MQTT-3.1.2-21"})
  void theKeepAliveOfTheServerHoldsWhereItTellsOne() {
    MqttClient client = modest.client(5);
    Received answer = client.connect(ConnectPacket.v5("keep").keepAlive(5));
    assertThat(answer.property(Props.SERVER_KEEP_ALIVE)).isEqualTo(SERVER_KEEP_ALIVE);
    modest.pass(25_000);
    client.raw().expectNothing(700);
    modest.pass(6_000);
    client.expectDisconnect(0x8D);
  }
}
