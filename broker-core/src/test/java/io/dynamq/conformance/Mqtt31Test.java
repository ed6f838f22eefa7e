package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static io.dynamq.conformance.Received.PUBCOMP;
import static io.dynamq.conformance.Received.PUBLISH;
import static io.dynamq.conformance.Received.PUBREC;
import static io.dynamq.conformance.Received.PUBREL;
import static io.dynamq.conformance.Received.SUBACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Authorizer;
import io.dynamq.auth.Verdict;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import io.dynamq.packet.ReasonCode;
import io.dynamq.testkit.Mqtt311;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * MQTT 3.1 (protocol name MQIsdp, level 3), whose specification numbers nothing. Where it is vague or
 * nobody keeps it, what we do is written here.
 */
class Mqtt31Test {
  private static final int BAD_VERSION = 1;
  private static final int BAD_ID = 2;
  private static final String FORBIDDEN = "forbidden";
  private static LoopbackBroker broker;
  private String topic;
  private MqttClient publisher;

  /** Forbids one topic. */
  private static final class Rules implements Authorizer {
    @Override
    public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
      return !topic.equals(FORBIDDEN);
    }

    @Override
    public boolean maySubscribe(ClientInfo client, String path) {
      return !path.equals(FORBIDDEN);
    }
  }

  @BeforeAll
  static void start() {
    broker =
        LoopbackBroker.with()
            .authorizer(new Rules())
            .authenticator(
                credentials ->
                    CompletableFuture.completedFuture(
                        new Verdict(verdict(credentials.username()), "test", false)))
            .start();
  }

  private static ReasonCode verdict(String username) {
    return switch (username == null ? "" : username) {
      case "stranger" -> ReasonCode.BAD_USER_NAME_OR_PASSWORD;
      case "banned" -> ReasonCode.NOT_AUTHORIZED;
      case "unlucky" -> ReasonCode.SERVER_UNAVAILABLE;
      default -> ReasonCode.SUCCESS;
    };
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void connect() {
    topic = unique("o/");
    publisher = connected();
  }

  private static ConnectPacket packet() {
    return ConnectPacket.of(3, unique("o"));
  }

  private static MqttClient connected() {
    return broker.connected(3, packet());
  }

  private static int refused(ConnectPacket connect) {
    try (MqttClient client = broker.client(3)) {
      return client.send(connect.bytes()).expectRefusal();
    }
  }

  // ---- CONNECT

  @Test
  void isAcceptedAndItsConnackHasNoSessionPresentFlag() {
    ConnectPacket lasting = packet().clean(false);
    broker.client(3).send(lasting.bytes()).raw().expect("20 02 00 00").send("e0 00").expectClose();
    // The byte is reserved in 3.1, so it stays 0 although there is a session.
    broker.client(3).send(lasting.bytes()).raw().expect("20 02 00 00");
  }

  @Test
  @Mqtt311("MQTT-3.1.2-2")
  void nameAndLevelMustBelongTogether() {
    assertThat(refused(packet().protocol("MQTT", 3))).isEqualTo(BAD_VERSION);
    assertThat(refused(packet().protocol("MQIsdp", 4))).isEqualTo(BAD_VERSION);
    assertThat(refused(packet().protocol("MQIsdp", 2))).isEqualTo(BAD_VERSION);
  }

  @Test
  void anEmptyIdentifierIsRefused() {
    assertThat(refused(ConnectPacket.of(3, ""))).isEqualTo(BAD_ID);
    assertThat(refused(ConnectPacket.of(3, "").clean(false))).isEqualTo(BAD_ID);
  }

  @Test
  void anIdentifierOfOneTo23CharactersIsTaken() {
    broker.connected(3, ConnectPacket.of(3, "a")).ping();
    broker.connected(3, ConnectPacket.of(3, "a".repeat(23))).ping();
  }

  /** 3.1 wants 0x02 here; EMQX and Mosquitto take it, as clients of 3.1 do have longer ones. */
  @Test
  void anIdentifierOfMoreThan23CharactersIsTakenToo() {
    broker.connected(3, ConnectPacket.of(3, "b".repeat(24))).ping();
    broker.connected(3, ConnectPacket.of(3, "b".repeat(200))).ping();
  }

  @ParameterizedTest
  @CsvSource({"stranger, 4", "banned, 5", "unlucky, 3"})
  void aRefusalHasItsReturnCode(String username, int code) {
    assertThat(refused(packet().username(username))).isEqualTo(code);
  }

  /** In 3.1 the remaining length decides whether user name and password are there. */
  @Test
  void flagsOfCredentialsThatAreMissingAreForgiven() {
    broker.connected(3, packet().flags(0xC0, 0)).ping();
    broker.connected(3, packet().username("u").flags(0x40, 0)).ping();
  }

  @Test
  void aWillIsPublished() {
    publisher.subscribe(topic, 1);
    broker.connected(3, packet().will(topic, "will", 1, false)).reset();
    assertThat(publisher.expectMessage("will").qos()).isEqualTo(1);
  }

  @Test
  void silenceEndsTheConnection() {
    MqttClient client = broker.connected(3, packet().keepAlive(10));
    broker.pass(15_500);
    client.raw().expectClose();
  }

  // ---- the rest

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void messagesGoAtEachLevel(int qos) {
    MqttClient subscriber = connected().subscribe(topic, qos);
    publisher.publish(topic, "x", qos);
    Received message = subscriber.expectMessage("x");
    assertThat(message.qos()).isEqualTo(qos);
    if (qos == 2) {
      subscriber.pubrec(message.packetId()).expect(PUBREL, message.packetId());
      subscriber.pubcomp(message.packetId());
    }
    subscriber.ping();
  }

  /** 3.1 lets a client set DUP on each packet that it repeats, not on PUBLISH alone. */
  @Test
  void dupIsAllowedOnSubscribeUnsubscribeAndPubrel() {
    MqttClient client = connected();
    client.raw().send("8a 06 00 01 00 01 64 00").expect("90 03 00 01 00");
    client.raw().send("aa 05 00 02 00 01 64").expect("b0 02 00 02");
    client.publish(PublishPacket.to(topic).qos(2, 3)).expect(PUBREC, 3);
    client.raw().send("6a 02 00 03");
    client.expect(PUBCOMP, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"80 06 00 01 00 01 64 00", "84 06 00 01 00 01 64 00", "60 02 00 01"})
  void otherFlagsEndTheConnection(String packet) {
    connected().raw().send(packet).expectClose();
  }

  /** 3.1 cannot refuse a subscription; like EMQX and Mosquitto we say 0x80, as 3.1.1 does. */
  @Test
  void aRefusedSubscriptionIsToldAs311Does() {
    MqttClient client = connected();
    Bytes filters = new Bytes().text(FORBIDDEN).u8(1).text(topic).u8(1);
    client.send(client.subscription(1, Props.none(), filters));
    assertThat(client.expect(SUBACK, 1).codes()).containsExactly(0x80, 1);
  }

  @Test
  void aPublishThatIsNotPermittedIsAcknowledged() {
    publisher.publish(FORBIDDEN, "x", 1).publish(FORBIDDEN, "x", 2).ping();
  }

  @Test
  void aSessionIsResumedWithItsUnfinishedMessages() {
    String id = unique("o");
    MqttClient client = broker.connected(3, ConnectPacket.of(3, id).clean(false));
    client.subscribe(topic, 2);
    publisher.publish(topic, "x", 2);
    int packetId = client.expectMessage("x").packetId();
    broker.lose(client, id);
    MqttClient again = broker.connected(3, ConnectPacket.of(3, id).clean(false));
    Received repeated = again.expect(PUBLISH, packetId);
    assertThat(repeated.dup()).isTrue();
  }

  @Test
  void oldAndNewClientsExchangeMessages() {
    MqttClient old = connected().subscribe(topic, 1);
    MqttClient recent = broker.connected().subscribe(topic, 1);
    Props properties = Props.none().messageExpiry(60);
    recent.publish(PublishPacket.to(topic).payload("from 5").with(properties));
    old.expectMessage("from 5");
    recent.expectMessage("from 5");
    old.publish(PublishPacket.to(topic).payload("from 3.1"));
    recent.expectMessage("from 3.1");
    old.expectMessage("from 3.1");
  }
}
