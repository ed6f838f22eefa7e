package io.dynamq.server.e2e;

import static com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users made by command, and a client that others wrote: no anonymous client gets in. */
class ScramIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path dataDirectory;
  private static BrokerProcess broker;
  private static Path usersFile;

  @BeforeAll
  static void start() {
    usersFile = dataDirectory.resolve("scram_users");
    broker =
        new BrokerProcess(dataDirectory)
            .with("DYNAMQ_PERSISTENCE", "memory")
            .with("DYNAMQ_BACKEND__DYNAMO__EMBEDDED", "off")
            .with("DYNAMQ_AUTH__ORDER", "file")
            .with("DYNAMQ_AUTH__FILE__USERS_FILE", dataDirectory.resolve("users").toString())
            .with("DYNAMQ_AUTH__SCRAM", "on")
            .with("DYNAMQ_AUTH__SCRAM__ITERATIONS", "4096")
            .with("DYNAMQ_AUTH__SCRAM__USERS_FILE", usersFile.toString())
            .start();
    users("secret", "add", "alice", "--mechanism=scram");
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  /** Runs {@code bin/broker_ctl users} with a password on its standard input. */
  private static void users(String password, String... words) {
    broker
        .run(
            "sh",
            "-c",
            "printf '%s\\n' \"$1\" | bin/broker_ctl users $3 --data-dir \"$2\"",
            "sh",
            password,
            dataDirectory.toString(),
            String.join(" ", words))
        .succeeded();
  }

  private static Mqtt5ClientBuilder client(String id) {
    return MqttClient.builder()
        .useMqttVersion5()
        .identifier(id)
        .serverHost("127.0.0.1")
        .serverPort(broker.mqttPort());
  }

  private static Mqtt5BlockingClient client(String id, HiveScram scram) {
    return client(id).enhancedAuth(scram).buildBlocking();
  }

  private static void isRefused(Mqtt5BlockingClient client, Mqtt5ConnAckReasonCode code) {
    assertThatThrownBy(client::connect)
        .asInstanceOf(type(Mqtt5ConnAckException.class))
        .satisfies(e -> assertThat(e.getMqttMessage().getReasonCode()).isEqualTo(code));
  }

  @Test
  void aUserConnectsUnderTheNameThatItProved() throws Exception {
    HiveScram scram = HiveScram.of("alice", "secret");
    Mqtt5BlockingClient client = client("scram-1", scram);
    client.connect();
    assertThat(scram.events()).containsExactly("success");
    assertThat(broker.ctl("clients", "show", "scram-1").succeeded().out())
        .contains("username=alice");
    client.disconnect();
  }

  @Test
  void aUserProvesItselfAgainWhileMessagesFlow() throws Exception {
    HiveScram scram = HiveScram.of("alice", "secret");
    Mqtt5BlockingClient client = client("scram-2", scram);
    client.connect();
    client.subscribeWith().topicFilter("flow").qos(MqttQos.AT_LEAST_ONCE).send();
    try (var publishes = client.publishes(MqttGlobalPublishFilter.ALL, false)) {
      var again = client.toAsync().reauth();
      client.publishWith().topic("flow").qos(MqttQos.AT_LEAST_ONCE).send();
      again.get(20, TimeUnit.SECONDS);
      assertThat(publishes.receive(20, TimeUnit.SECONDS)).isPresent();
    }
    client.reauth();
    assertThat(scram.events()).containsExactly("success", "again", "again");
    client.disconnect();
  }

  @Test
  void aWrongPasswordAndAnUnknownUserGetTheSameAnswer() {
    HiveScram wrong = HiveScram.of("alice", "wrong");
    isRefused(client("scram-3", wrong), Mqtt5ConnAckReasonCode.NOT_AUTHORIZED);
    isRefused(
        client("scram-4", HiveScram.of("nobody", "secret")), Mqtt5ConnAckReasonCode.NOT_AUTHORIZED);
    assertThat(wrong.events()).containsExactly("rejected NOT_AUTHORIZED");
    await().atMost(SOON).until(() -> broker.output().contains("is not authenticated"));
    assertThat(broker.output()).contains("client scram-3 from /127.0.0.1:").doesNotContain("wrong,");
    assertThat(broker.ctl("broker", "metrics").succeeded().out())
        .containsPattern("client.auth.failure +: [1-9]");
  }

  @Test
  void anotherMethodIsRefused() {
    isRefused(
        client("scram-5", new HiveScram("SCRAM-SHA-1", "alice", "secret")),
        Mqtt5ConnAckReasonCode.BAD_AUTHENTICATION_METHOD);
  }

  @Test
  void aClientWithoutProofIsRefused() {
    isRefused(client("scram-6").buildBlocking(), Mqtt5ConnAckReasonCode.NOT_AUTHORIZED);
    await().atMost(SOON).until(() -> broker.output().contains("client scram-6 from /127.0.0.1:"));
    assertThat(broker.output()).contains("refused by anonymous (not_authorized)");
  }

  @Test
  void aClientThatReconnectsProvesItselfAnew() {
    HiveScram scram = HiveScram.of("alice", "secret");
    Mqtt5BlockingClient client =
        client("scram-7")
            .enhancedAuth(scram)
            .automaticReconnect()
            .initialDelay(50, TimeUnit.MILLISECONDS)
            .applyAutomaticReconnect()
            .buildBlocking();
    client.connect();
    broker.ctl("clients", "kick", "scram-7").succeeded();
    await().atMost(SOON).until(() -> scram.events().equals(List.of("success", "success")));
    await().atMost(SOON).until(() -> client.getState().isConnected());
    client.disconnect();
  }

  @Test
  void aPasswordIsChangedWhileTheClientIsConnected() {
    users("one", "add", "bob", "--mechanism=scram");
    HiveScram scram = HiveScram.of("bob", "one");
    Mqtt5BlockingClient client = client("scram-8", scram);
    client.connect();
    users("two", "passwd", "bob");
    assertThat(client.getState().isConnected()).isTrue();
    scram.password("two");
    client.reauth();
    users("", "del", "bob");
    assertThatThrownBy(client::reauth).isInstanceOf(RuntimeException.class);
    assertThat(scram.events())
        .containsExactly("success", "again", "rejected again NOT_AUTHORIZED");
    await().atMost(SOON).until(() -> !client.getState().isConnected());
    isRefused(client("scram-8", scram), Mqtt5ConnAckReasonCode.NOT_AUTHORIZED);
  }

  @Test
  void anEditOfTheFileIsPickedUp() throws IOException {
    users("secret", "add", "carol", "--mechanism=scram");
    Path copy = dataDirectory.resolve("copy");
    Files.copy(usersFile, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(copy, Files.readString(usersFile).replace("carol:", "dave:"));
    Files.move(copy, usersFile, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    await()
        .atMost(SOON)
        .until(() -> broker.ctl("users", "list").succeeded().out().contains("User(dave,"));
    Mqtt5BlockingClient client = client("scram-9", HiveScram.of("dave", "secret"));
    client.connect();
    client.disconnect();
    assertThat(broker.output()).contains("has changed");
  }

  @Test
  void passwordsInConnectAreJudgedByTheFile() throws Exception {
    users("päss", "add", "dave");
    Mqtt5BlockingClient dave = named("password-1", "dave", "päss");
    dave.connect();
    assertThat(broker.ctl("clients", "show", "password-1", "--json").succeeded().out())
        .containsPattern("\"authenticated_by\" *: *\"file\"");
    dave.disconnect();
    isRefused(named("password-1", "dave", "pass"), BAD_USER_NAME_OR_PASSWORD);
    isRefused(named("password-1", "nobody", "päss"), BAD_USER_NAME_OR_PASSWORD);
    assertThatThrownBy(() -> version3("dave", "pass").connect())
        .asInstanceOf(type(Mqtt3ConnAckException.class))
        .satisfies(
            e ->
                assertThat(e.getMqttMessage().getReturnCode())
                    .isEqualTo(Mqtt3ConnAckReturnCode.BAD_USER_NAME_OR_PASSWORD));
    Mqtt3BlockingClient old = version3("dave", "päss");
    old.connect();
    old.disconnect();
  }

  private static Mqtt5BlockingClient named(String id, String user, String password) {
    return client(id)
        .simpleAuth()
        .username(user)
        .password(password.getBytes(StandardCharsets.UTF_8))
        .applySimpleAuth()
        .buildBlocking();
  }

  private static Mqtt3BlockingClient version3(String user, String password) {
    return MqttClient.builder()
        .useMqttVersion3()
        .identifier("password-3")
        .serverHost("127.0.0.1")
        .serverPort(broker.mqttPort())
        .simpleAuth()
        .username(user)
        .password(password.getBytes(StandardCharsets.UTF_8))
        .applySimpleAuth()
        .buildBlocking();
  }
}
