package io.dynamq.conformance;

import static io.dynamq.conformance.Received.AUTH;
import static io.dynamq.conformance.Received.CONNACK;
import static io.dynamq.conformance.Received.PINGRESP;
import static io.dynamq.conformance.Received.PUBACK;
import static io.dynamq.conformance.ScramBroker.AGAIN;
import static io.dynamq.conformance.ScramBroker.CONTINUE;
import static io.dynamq.conformance.ScramBroker.METHOD;
import static io.dynamq.conformance.ScramBroker.alice;
import static io.dynamq.conformance.ScramBroker.auth;
import static io.dynamq.conformance.ScramBroker.data;
import static io.dynamq.conformance.ScramBroker.props;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.scram.ScramClient;
import io.dynamq.auth.scram.ScramCredential;
import io.dynamq.engine.Zone;
import io.dynamq.observe.Metric;
import io.dynamq.testkit.Mqtt5;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 5.0 sections 3.15 and 4.12, with SCRAM-SHA-256. */
class AuthenticationConformanceTest {
  private static final int MALFORMED = 0x81;
  private static final int PROTOCOL_ERROR = 0x82;
  private static final int NOT_AUTHORIZED = 0x87;
  private static final int BAD_METHOD = 0x8C;
  private static final int PACKET_TOO_LARGE = 0x95;

  private static ScramBroker broker;

  @BeforeAll
  static void start() {
    broker = ScramBroker.open();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static Received refused(MqttClient client, int code) {
    Received answer = client.expect(CONNACK);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.sessionPresent()).isFalse();
    client.raw().expectClose();
    return answer;
  }

  private static MqttClient connect(String method, byte[] data) {
    return broker.broker().client(5).send(ScramBroker.connect(method, data).bytes());
  }

  // ---- CONNECT

  @Test
  @Mqtt5({"MQTT-4.12.0-2", "MQTT-4.12.0-3", "MQTT-4.12.0-5"})
  void aClientIsAskedAndLetIn() {
    long before = broker.broker().count(Metric.CLIENT_AUTH_SUCCESS);
    ScramClient scram = alice();
    MqttClient client = broker.greeted(scram);
    Received challenge = client.expect(AUTH);
    assertThat(challenge.code()).isEqualTo(CONTINUE);
    assertThat(challenge.flags()).isZero();
    assertThat(challenge.property(Props.AUTHENTICATION_METHOD)).isEqualTo(METHOD);
    client.send(auth(CONTINUE, METHOD, scram.last(data(challenge))));
    Received answer = client.expect(CONNACK);
    assertThat(answer.code()).isZero();
    assertThat(answer.property(Props.AUTHENTICATION_METHOD)).isEqualTo(METHOD);
    assertThat(scram.trusts(data(answer))).isTrue();
    client.ping().disconnect();
    assertThat(broker.broker().count(Metric.CLIENT_AUTH_SUCCESS)).isEqualTo(before + 1);
    assertThat(broker.broker().count(Metric.PACKETS_AUTH_RECEIVED)).isPositive();
    assertThat(broker.broker().count(Metric.PACKETS_AUTH_SENT)).isPositive();
  }

  @Test
  @Mqtt5("MQTT-4.12.0-2")
  void aClientWithoutDataIsAskedForItsFirstMessage() {
    ScramClient scram = alice();
    MqttClient client = connect(METHOD, null);
    Received invitation = client.expect(AUTH);
    assertThat(invitation.code()).isEqualTo(CONTINUE);
    assertThat(invitation.has(Props.AUTHENTICATION_DATA)).isFalse();
    client.send(auth(CONTINUE, METHOD, scram.first()));
    client.send(auth(CONTINUE, METHOD, scram.last(data(client.expect(AUTH)))));
    assertThat(client.expect(CONNACK).code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SCRAM-SHA-1", "scram-sha-256", "SCRAM-SHA-256-PLUS", "", "GS2-KRB5"})
  @Mqtt5("MQTT-4.12.0-1")
  void anUnknownMethodIsRefused(String method) {
    refused(connect(method, alice().first()), BAD_METHOD);
  }

  @Test
  @Mqtt5("MQTT-4.12.0-4")
  void aWrongPasswordIsRefused() {
    long before = broker.broker().count(Metric.CLIENT_AUTH_FAILURE);
    Received answer = refused(broker.proven(ScramClient.of("alice", "wrong")), NOT_AUTHORIZED);
    assertThat(answer.property(Props.REASON_STRING)).isEqualTo("not authenticated");
    assertThat(broker.broker().count(Metric.CLIENT_AUTH_FAILURE)).isEqualTo(before + 1);
  }

  @Test
  @Mqtt5("MQTT-4.12.0-4")
  void anUnknownUserIsRefusedLikeAWrongPassword() {
    Received answer = refused(broker.proven(ScramClient.of("nobody", "secret")), NOT_AUTHORIZED);
    assertThat(answer.property(Props.REASON_STRING)).isEqualTo("not authenticated");
  }

  @Test
  @Mqtt5("MQTT-4.12.0-4")
  void dataThatIsNotOfTheMethodIsRefused() {
    refused(connect(METHOD, "user=alice".getBytes(StandardCharsets.UTF_8)), NOT_AUTHORIZED);
  }

  @Test
  @Mqtt5("MQTT-4.12.0-3")
  void anotherCodeBeforeConnAckIsRefused() {
    ScramClient scram = alice();
    MqttClient client = broker.greeted(scram);
    byte[] last = scram.last(data(client.expect(AUTH)));
    refused(client.send(auth(AGAIN, METHOD, last)), PROTOCOL_ERROR);
  }

  @Test
  @Mqtt5("MQTT-4.12.0-5")
  void anotherMethodBeforeConnAckIsRefused() {
    ScramClient scram = alice();
    MqttClient client = broker.greeted(scram);
    byte[] last = scram.last(data(client.expect(AUTH)));
    refused(client.send(auth(CONTINUE, "SCRAM-SHA-1", last)), PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c000", // PINGREQ
        "300400016100", // PUBLISH
        "820700010000016100", // SUBSCRIBE
        "100e00044d5154540502003c00000163" // CONNECT
      })
  @Mqtt5("MQTT-3.1.2-30")
  void nothingButAuthAndDisconnectMayComeBeforeConnAck(String packet) {
    MqttClient client = broker.greeted(alice());
    client.expect(AUTH);
    client.raw().send(packet);
    refused(client, PROTOCOL_ERROR);
  }

  @Test
  @Mqtt5("MQTT-3.1.2-30")
  void aClientMayLeaveBeforeConnAck() {
    MqttClient client = broker.greeted(alice());
    client.expect(AUTH);
    client.raw().send("e000").expectClose();
  }

  @Test
  @Mqtt5("MQTT-4.12.0-6")
  void aClientWithoutMethodGetsNone() {
    MqttClient client = broker.broker().client(5);
    Received answer = client.connect(ConnectPacket.v5(MqttClient.unique("plain")));
    assertThat(answer.code()).isZero();
    assertThat(answer.has(Props.AUTHENTICATION_METHOD)).isFalse();
    assertThat(answer.has(Props.AUTHENTICATION_DATA)).isFalse();
    client.ping().disconnect();
  }

  @Test
  @Mqtt5({"MQTT-4.12.0-6", "MQTT-4.12.0-7"})
  void aClientWithoutMethodMayNotSendAuth() {
    MqttClient client = broker.broker().connected();
    client.send(auth(AGAIN, METHOD, alice().first())).expectDisconnect(PROTOCOL_ERROR);
    client = broker.broker().connected();
    client.send(auth(CONTINUE, METHOD, alice().first())).expectDisconnect(PROTOCOL_ERROR);
  }

  @Test
  void dataWithoutMethodIsRefused() {
    refused(connect(null, alice().first()), PROTOCOL_ERROR);
  }

  @Test
  void aListenerWithoutAnonymousClientsTakesThoseWithProof() {
    try (ScramBroker closed = ScramBroker.closed()) {
      MqttClient plain = closed.broker().client(5);
      assertThat(plain.connect(ConnectPacket.v5("plain")).code()).isEqualTo(NOT_AUTHORIZED);
      closed.connected().ping().disconnect();
    }
  }

  @Test
  void accessRulesSeeTheProvenName() {
    MqttClient client = broker.connected();
    client.publish("private/alice", "x", 0).publish(PublishPacket.to("private/alice").qos(1, 7));
    assertThat(client.expect(PUBACK, 7).code()).isNotEqualTo(NOT_AUTHORIZED);
    client.publish(PublishPacket.to("private/bob").qos(1, 8));
    assertThat(client.expect(PUBACK, 8).code()).isEqualTo(NOT_AUTHORIZED);
    client.subscribe("private/alice", 0).disconnect();
  }

  @Test
  void theWillIsJudgedByTheProvenName() {
    ScramClient scram = alice();
    MqttClient client =
        broker
            .broker()
            .client(5)
            .send(
                ScramBroker.connect(METHOD, scram.first())
                    .will("private/bob", "x", 0, false)
                    .bytes());
    client.send(auth(CONTINUE, METHOD, scram.last(data(client.expect(AUTH)))));
    refused(client, NOT_AUTHORIZED);
  }

  @Test
  void theProvenNameBecomesTheClientIdWhereTheZoneSaysSo() {
    try (ScramBroker named =
        ScramBroker.closed(zone -> zone.withIdentity(new Zone.Identity(true, "")))) {
      MqttClient first = named.connected();
      MqttClient second = named.connected();
      first.expectDisconnect(0x8E);
      second.ping().disconnect();
    }
  }

  @Test
  void aLargeConnectMayBeFollowedByAuth() {
    ScramClient scram = alice();
    Props props = props(METHOD, scram.first());
    for (int i = 0; i < 60; i++) {
      props.user("name", "x".repeat(1_000));
    }
    MqttClient client =
        broker
            .broker()
            .client(5)
            .send(ConnectPacket.v5(MqttClient.unique("large")).with(props).bytes());
    client.send(auth(CONTINUE, METHOD, scram.last(data(client.expect(AUTH)))));
    assertThat(client.expect(CONNACK).code()).isZero();
    client.ping().disconnect();
  }

  @Test
  void aHandshakeThatStopsIsClosed() {
    MqttClient client = broker.greeted(alice());
    client.expect(AUTH);
    broker.broker().pass(39_000);
    client.raw().expectNothing(300);
    broker.broker().pass(2_000);
    client.raw().expectClose();
  }

  // ---- the packet

  @ParameterizedTest
  @ValueSource(ints = {0xF1, 0xF2, 0xF4, 0xF8, 0xFF})
  @Mqtt5("MQTT-3.15.1-1")
  void reservedFlagsAreMalformed(int first) {
    byte[] packet = auth(AGAIN, METHOD, alice().first());
    packet[0] = (byte) first;
    broker.connected().send(packet).expectDisconnect(MALFORMED);
    MqttClient client = broker.greeted(alice());
    client.expect(AUTH);
    refused(client.send(packet), MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x01, 0x17, 0x1A, 0x87, 0xFF})
  @Mqtt5("MQTT-3.15.2-1")
  void aCodeThatIsNotOfAClientsAuthIsMalformed(int code) {
    broker.connected().send(auth(code, METHOD, null)).expectDisconnect(MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"f000", "f001 18", "f001 19", "f002 1900"})
  void anAuthWithoutMethodIsAnError(String packet) {
    MqttClient client = broker.connected();
    client.raw().send(packet);
    client.expectDisconnect(PROTOCOL_ERROR);
  }

  @Test
  void aPropertyTwiceIsAnError() {
    Props twice = props(METHOD, null).string(Props.AUTHENTICATION_METHOD, METHOD);
    broker.connected().send(auth(AGAIN, twice)).expectDisconnect(PROTOCOL_ERROR);
  }

  @Test
  void reasonStringAndUserPropertiesOfAClientAreTaken() {
    ScramClient scram = alice();
    MqttClient client = broker.connected();
    Props said =
        props(METHOD, scram.first()).string(Props.REASON_STRING, "why").user("a", "b");
    client.send(auth(AGAIN, said));
    assertThat(client.expect(AUTH).code()).isEqualTo(CONTINUE);
  }

  @Test
  @Mqtt5({"MQTT-3.15.2-2", "MQTT-3.15.2-3"})
  void anAuthFillsThePacketSizeOfTheClientWithoutReasonOrUserProperties() {
    int size = broker.greeted(alice()).expect(AUTH).bytes().length;
    Received fits = greetedWithSize(size).expect(AUTH);
    assertThat(fits.bytes()).hasSize(size);
    assertThat(fits.has(Props.REASON_STRING)).isFalse();
    assertThat(fits.has(Props.USER_PROPERTY)).isFalse();
    refused(greetedWithSize(size - 1), PACKET_TOO_LARGE);
  }

  private static MqttClient greetedWithSize(int bytes) {
    Props props = props(METHOD, alice().first()).maximumPacketSize(bytes);
    return broker
        .broker()
        .client(5)
        .send(ConnectPacket.v5(MqttClient.unique("narrow")).with(props).bytes());
  }

  // ---- again

  @Test
  @Mqtt5({"MQTT-4.12.1-1", "MQTT-4.12.0-2", "MQTT-4.12.0-5"})
  void aClientProvesItselfAgainWhileMessagesFlow() {
    MqttClient client = broker.connected();
    String topic = MqttClient.unique("t/");
    client.subscribe(topic, 1);
    for (int round = 0; round < 3; round++) {
      ScramClient scram = alice();
      client.send(auth(AGAIN, METHOD, scram.first()));
      Received challenge = client.expect(AUTH);
      assertThat(challenge.code()).isEqualTo(CONTINUE);
      assertThat(challenge.property(Props.AUTHENTICATION_METHOD)).isEqualTo(METHOD);
      client.publish(PublishPacket.to(topic).payload("meanwhile"));
      client.expectMessage("meanwhile");
      client.send(auth(CONTINUE, METHOD, scram.last(data(challenge))));
      Received answer = client.expect(AUTH);
      assertThat(answer.code()).isZero();
      assertThat(answer.property(Props.AUTHENTICATION_METHOD)).isEqualTo(METHOD);
      assertThat(scram.trusts(data(answer))).isTrue();
    }
    client.ping().disconnect();
  }

  @Test
  @Mqtt5("MQTT-4.12.1-1")
  void anotherMethodThanThatOfConnectIsAnError() {
    broker
        .connected()
        .send(auth(AGAIN, "SCRAM-SHA-1", alice().first()))
        .expectDisconnect(PROTOCOL_ERROR);
  }

  @Test
  @Mqtt5("MQTT-4.12.1-2")
  void aWrongPasswordEndsTheConnection() {
    endsWith(ScramClient.of("alice", "wrong"));
  }

  @Test
  @Mqtt5("MQTT-4.12.1-2")
  void anotherUserEndsTheConnection() {
    endsWith(ScramClient.of("bob", "hidden"));
  }

  @Test
  @Mqtt5("MQTT-4.12.1-2")
  void aUserWhoWasDeletedEndsTheConnection() {
    ScramClient carol = ScramClient.of("carol", "open");
    broker
        .users()
        .put(
            "carol",
            ScramCredential.of(
                "open".toCharArray(), 4_096, new SecureRandom()));
    MqttClient client = broker.proven(carol);
    assertThat(client.expect(CONNACK).code()).isZero();
    broker.users().remove("carol");
    client.ping();
    again(client, carol);
  }

  private static void endsWith(ScramClient scram) {
    again(broker.connected(), scram);
  }

  private static void again(MqttClient client, ScramClient scram) {
    client.send(auth(AGAIN, METHOD, scram.first()));
    client.send(auth(CONTINUE, METHOD, scram.last(data(client.expect(AUTH)))));
    Received end = client.expectDisconnect(NOT_AUTHORIZED);
    assertThat(end.property(Props.REASON_STRING)).isEqualTo("not authenticated");
  }

  @Test
  void aContinuationOfNothingIsAnError() {
    broker
        .connected()
        .send(auth(CONTINUE, METHOD, alice().first()))
        .expectDisconnect(PROTOCOL_ERROR);
  }

  @Test
  void pingsAreAnsweredInTheMiddle() {
    MqttClient client = broker.connected();
    client.send(auth(AGAIN, METHOD, alice().first()));
    client.expect(AUTH);
    client.raw().send("c000");
    assertThat(client.expect(PINGRESP)).isNotNull();
  }
}
