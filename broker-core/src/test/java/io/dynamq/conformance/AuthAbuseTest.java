package io.dynamq.conformance;

import static io.dynamq.conformance.Received.AUTH;
import static io.dynamq.conformance.Received.CONNACK;
import static io.dynamq.conformance.ScramBroker.AGAIN;
import static io.dynamq.conformance.ScramBroker.CONTINUE;
import static io.dynamq.conformance.ScramBroker.METHOD;
import static io.dynamq.conformance.ScramBroker.alice;
import static io.dynamq.conformance.ScramBroker.auth;
import static io.dynamq.conformance.ScramBroker.data;
import static io.dynamq.conformance.ScramBroker.props;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.auth.scram.ScramClient;
import io.dynamq.observe.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What someone tries who does not mean well; nobody is let in without proof meanwhile. */
class AuthAbuseTest {
  private static final long SEED = 20_261_127;
  private static final int PROTOCOL_ERROR = 0x82;
  private static final int NOT_AUTHORIZED = 0x87;
  private static final int TAKEN_OVER = 0x8E;

  private static ScramBroker broker;

  @BeforeAll
  static void start() {
    broker = ScramBroker.closed();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @AfterEach
  void theBrokerIsWell() {
    assertThat(broker.broker().count(Metric.BUGS)).isZero();
    broker.connected().ping().disconnect();
  }

  private static void refused(MqttClient client, int code) {
    assertThat(client.expect(CONNACK).code()).isEqualTo(code);
    client.raw().expectClose();
  }

  private static byte[] many(byte[] packet, int times) {
    Bytes all = new Bytes();
    for (int i = 0; i < times; i++) {
      all.raw(packet);
    }
    return all.toArray();
  }

  @Test
  void aFloodOfAuthInOneBreathEndsWithTheFirstThatIsWrong() {
    byte[] connect = ScramBroker.connect(METHOD, alice().first()).bytes();
    byte[] flood = many(auth(CONTINUE, METHOD, alice().first()), 1_000);
    MqttClient client = broker.broker().client(5).send(new Bytes().raw(connect).raw(flood).toArray());
    client.expect(AUTH);
    refused(client, NOT_AUTHORIZED);
  }

  @Test
  void aFloodOfReauthenticationsEndsWithTheSecond() {
    MqttClient client = broker.connected();
    client.send(many(auth(AGAIN, METHOD, alice().first()), 1_000));
    assertThat(client.expect(AUTH).code()).isEqualTo(CONTINUE);
    client.expectDisconnect(PROTOCOL_ERROR);
  }

  @Test
  void aStormOfProperReauthenticationsIsBorne() {
    MqttClient client = broker.connected();
    for (int i = 0; i < 200; i++) {
      ScramClient scram = alice();
      client.send(auth(AGAIN, METHOD, scram.first()));
      client.send(auth(CONTINUE, METHOD, scram.last(data(client.expect(AUTH)))));
      assertThat(client.expect(AUTH).code()).isZero();
    }
    client.ping().disconnect();
  }

  @ParameterizedTest
  @ValueSource(ints = {4_097, 30_000, 60_000})
  void hugeDataIsRefusedWhereverItComes(int bytes) {
    byte[] huge = "n,,n=alice,r=".concat("x".repeat(bytes - 13)).getBytes(US_ASCII);
    refused(broker.broker().client(5).send(ScramBroker.connect(METHOD, huge).bytes()), NOT_AUTHORIZED);
    MqttClient client = broker.greeted(alice());
    client.expect(AUTH);
    refused(client.send(auth(CONTINUE, METHOD, huge)), NOT_AUTHORIZED);
    broker.connected().send(auth(AGAIN, METHOD, huge)).expectDisconnect(NOT_AUTHORIZED);
  }

  @Test
  void aMethodsNameOfFullLengthIsRefused() {
    String name = "S".repeat(60_000);
    refused(broker.broker().client(5).send(ScramBroker.connect(name, null).bytes()), 0x8C);
  }

  @Test
  void manyUserPropertiesDoNotHelp() {
    Props props = props(METHOD, alice().first());
    for (int i = 0; i < 2_000; i++) {
      props.user("name" + i, "value");
    }
    MqttClient client = broker.greeted(alice());
    client.expect(AUTH);
    refused(client.send(auth(CONTINUE, props)), NOT_AUTHORIZED);
  }

  @Test
  void randomDataIsAnsweredAndLetsNobodyIn() {
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      MqttClient client = broker.greeted(alice());
      client.expect(AUTH);
      client.send(auth(CONTINUE, METHOD, noise));
      Received answer = client.expect(CONNACK);
      assertThat(answer.code()).as("seed %d, round %d", SEED, round).isEqualTo(NOT_AUTHORIZED);
    }
  }

  @Test
  void aDamagedProofLetsNobodyIn() {
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      ScramClient scram = alice();
      MqttClient client = broker.greeted(scram);
      byte[] last = scram.last(data(client.expect(AUTH)));
      byte[] damaged = last.clone();
      damaged[random.nextInt(last.length)] ^= (byte) (1 << random.nextInt(8));
      client.send(auth(CONTINUE, METHOD, damaged));
      Received answer = client.expect(CONNACK);
      assertThat(answer.code()).as("seed %d, round %d", SEED, round).isEqualTo(NOT_AUTHORIZED);
    }
  }

  @Test
  void aProofThatWasOverheardIsOfNoUse() {
    ScramClient scram = alice();
    MqttClient victim = broker.greeted(scram);
    byte[] last = scram.last(data(victim.expect(AUTH)));
    victim.send(auth(CONTINUE, METHOD, last));
    assertThat(victim.expect(CONNACK).code()).isZero();
    MqttClient thief = broker.greeted(alice());
    thief.expect(AUTH);
    refused(thief.send(auth(CONTINUE, METHOD, last)), NOT_AUTHORIZED);
    victim.ping().disconnect();
  }

  @Test
  void unknownUsersCannotBeToldFromKnownOnes() {
    String known = challenge("alice");
    String unknown = challenge("mallory");
    assertThat(unknown).hasSameSizeAs(known);
    assertThat(iterations(unknown)).isEqualTo(iterations(known));
    assertThat(salt(challenge("mallory"))).isEqualTo(salt(unknown));
    assertThat(salt(challenge("trent"))).isNotEqualTo(salt(unknown));
  }

  private static String challenge(String user) {
    MqttClient client = broker.greeted(ScramClient.of(user, "x"));
    String challenge = new String(data(client.expect(AUTH)), US_ASCII);
    client.reset();
    return challenge;
  }

  private static String salt(String challenge) {
    return challenge.split(",")[1];
  }

  private static String iterations(String challenge) {
    return challenge.split(",")[2];
  }

  @Test
  void nobodyDrivesASessionOutWithoutProof() {
    String id = MqttClient.unique("victim");
    ScramClient scram = alice();
    Props props = props(METHOD, scram.first());
    byte[] connect = ConnectPacket.v5(id).with(props).bytes();
    MqttClient victim = broker.broker().client(5).send(connect);
    victim.send(auth(CONTINUE, METHOD, scram.last(data(victim.expect(AUTH)))));
    assertThat(victim.expect(CONNACK).code()).isZero();
    MqttClient other = broker.broker().client(5).send(connect);
    other.expect(AUTH);
    victim.ping();
    other.send(auth(CONTINUE, METHOD, alice().first()));
    refused(other, NOT_AUTHORIZED);
    victim.ping();
    ScramClient again = alice();
    MqttClient heir = broker.broker().client(5).send(connect);
    victim.send(auth(AGAIN, METHOD, again.first()));
    assertThat(victim.expect(AUTH).code()).isEqualTo(CONTINUE);
    heir.send(auth(CONTINUE, METHOD, again.last(data(heir.expect(AUTH)))));
    assertThat(heir.expect(CONNACK).code()).isZero();
    victim.expectDisconnect(TAKEN_OVER);
    heir.ping().disconnect();
  }

  @Test
  void aPublisherDoesNotGetAheadOfItsConnAck() {
    long before = broker.broker().count(Metric.MESSAGES_PUBLISH);
    ScramClient scram = alice();
    MqttClient client = broker.greeted(scram);
    byte[] last = auth(CONTINUE, METHOD, scram.last(data(client.expect(AUTH))));
    byte[] publish = PublishPacket.to("early").payload("x").bytes(5);
    client.send(new Bytes().raw(last).raw(publish).toArray());
    assertThat(client.expect(CONNACK).code()).isEqualTo(PROTOCOL_ERROR);
    client.raw().expectClose();
    assertThat(broker.broker().count(Metric.MESSAGES_PUBLISH)).isEqualTo(before);
  }

  @Test
  void anAuthMayComeByteByByte() {
    ScramClient scram = alice();
    MqttClient client = broker.greeted(scram);
    for (byte one : auth(CONTINUE, METHOD, scram.last(data(client.expect(AUTH))))) {
      client.send(new byte[] {one});
    }
    assertThat(client.expect(CONNACK).code()).isZero();
    client.ping().disconnect();
  }

  @Test
  void anAuthThatTricklesDoesNotHoldAConnection() {
    MqttClient client = broker.greeted(alice());
    client.expect(AUTH);
    byte[] packet = auth(CONTINUE, METHOD, new byte[1_000]);
    for (int i = 0; i < 40; i++) {
      client.send(new byte[] {packet[i]});
      broker.broker().pass(1_000);
    }
    broker.broker().pass(2_000);
    client.raw().expectClose();
  }

  @Test
  void clientsThatBreakOffHalfwayLeaveNothing() {
    // Clients of other tests that were told to go may still be there.
    int before = broker.broker().connections();
    List<MqttClient> clients = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      clients.add(broker.greeted(alice()));
    }
    clients.forEach(client -> client.expect(AUTH));
    assertThat(broker.broker().connections()).isGreaterThanOrEqualTo(200);
    clients.forEach(MqttClient::reset);
    await().until(() -> broker.broker().connections() <= before);
  }

  @Test
  void aFailureEndsInAWill() {
    MqttClient watcher = broker.connected();
    String topic = MqttClient.unique("will/");
    watcher.subscribe(topic, 0);
    ScramClient scram = alice();
    MqttClient client =
        broker
            .broker()
            .client(5)
            .send(
                ConnectPacket.v5(MqttClient.unique("w"))
                    .with(props(METHOD, scram.first()))
                    .will(topic, "failed", 0, false)
                    .bytes());
    client.send(auth(CONTINUE, METHOD, scram.last(data(client.expect(AUTH)))));
    assertThat(client.expect(CONNACK).code()).isZero();
    client.send(auth(AGAIN, METHOD, new byte[] {0})).expectDisconnect(NOT_AUTHORIZED);
    watcher.expectMessage("failed");
    watcher.disconnect();
  }
}
