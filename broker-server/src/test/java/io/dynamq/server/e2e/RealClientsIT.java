package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that others wrote, against one running broker. */
class RealClientsIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path dataDirectory;
  private static BrokerProcess broker;

  @BeforeAll
  static void start() {
    broker = new BrokerProcess(dataDirectory).start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static String url() {
    return "tcp://127.0.0.1:" + broker.mqttPort();
  }

  private static Mqtt5BlockingClient hive(String id) {
    return MqttClient.builder()
        .useMqttVersion5()
        .identifier(id)
        .serverHost("127.0.0.1")
        .serverPort(broker.mqttPort())
        .buildBlocking();
  }

  @Test
  void hiveMqClientKeepsItsSessionAndUserProperties() throws Exception {
    Mqtt5BlockingClient subscriber = hive("hive-sub");
    subscriber.connectWith().cleanStart(true).sessionExpiryInterval(600).send();
    subscriber.subscribeWith().topicFilter("hive/+").qos(MqttQos.EXACTLY_ONCE).send();
    subscriber.disconnectWith().sessionExpiryInterval(600).send();
    Mqtt5BlockingClient publisher = hive("hive-pub");
    publisher.connect();
    for (MqttQos qos : MqttQos.values()) {
      publisher
          .publishWith()
          .topic("hive/" + qos.getCode())
          .qos(qos)
          .payload(new byte[] {(byte) qos.getCode(), (byte) 0xFF})
          .userProperties()
          .add("b", "2")
          .add("a", "1")
          .add("b", "3")
          .applyUserProperties()
          .responseTopic("answer")
          .correlationData(new byte[] {1})
          .send();
    }
    publisher.disconnect();

    try (var publishes = subscriber.publishes(MqttGlobalPublishFilter.ALL, false)) {
      var ack =
          subscriber.connectWith().cleanStart(false).sessionExpiryInterval(600).send();
      assertThat(ack.isSessionPresent()).isTrue();
      Mqtt5Publish one = publishes.receive(20, TimeUnit.SECONDS).orElseThrow();
      Mqtt5Publish two = publishes.receive(20, TimeUnit.SECONDS).orElseThrow();
      assertThat(one.getTopic()).hasToString("hive/1");
      assertThat(two.getTopic()).hasToString("hive/2");
      assertThat(two.getPayloadAsBytes()).containsExactly(2, 0xFF);
      assertThat(two.getUserProperties().asList().toString())
          .isEqualTo("[(b, 2), (a, 1), (b, 3)]");
      assertThat(two.getResponseTopic()).get().hasToString("answer");
    }
    subscriber.disconnect();
  }

  @Test
  void hiveMqClientUnderstandsTopicAliasesOfTheBroker() throws Exception {
    Mqtt5BlockingClient subscriber = hive("alias-sub");
    try (var publishes = subscriber.publishes(MqttGlobalPublishFilter.ALL, false)) {
      subscriber.connectWith().restrictions().topicAliasMaximum(2).applyRestrictions().send();
      subscriber.subscribeWith().topicFilter("alias/#").qos(MqttQos.AT_LEAST_ONCE).send();
      Mqtt5BlockingClient publisher = hive("alias-pub");
      publisher.connect();
      for (int i = 0; i < 20; i++) {
        String topic = "alias/" + i % 3 * i % 5;
        publisher.publishWith().topic(topic).payload(topic.getBytes()).send();
      }
      publisher.disconnect();
      for (int i = 0; i < 20; i++) {
        Mqtt5Publish got = publishes.receive(20, TimeUnit.SECONDS).orElseThrow();
        assertThat(got.getTopic()).hasToString(new String(got.getPayloadAsBytes()));
      }
    }
    subscriber.disconnect();
  }

  @Test
  void hiveMqClientsShareASubscription() throws Exception {
    List<String> got = new CopyOnWriteArrayList<>();
    Mqtt5BlockingClient one = hive("share-1");
    Mqtt5BlockingClient two = hive("share-2");
    for (Mqtt5BlockingClient member : List.of(one, two)) {
      member.connect();
      member
          .toAsync()
          .subscribeWith()
          .topicFilter("$share/g/share/t")
          .qos(MqttQos.AT_LEAST_ONCE)
          .callback(publish -> got.add(new String(publish.getPayloadAsBytes())))
          .send()
          .join();
    }
    Mqtt5BlockingClient publisher = hive("share-pub");
    publisher.connect();
    for (int i = 0; i < 20; i++) {
      publisher
          .publishWith()
          .topic("share/t")
          .qos(MqttQos.AT_LEAST_ONCE)
          .payload(Integer.toString(i).getBytes(StandardCharsets.UTF_8))
          .send();
    }
    await().atMost(SOON).untilAsserted(() -> assertThat(got).hasSize(20));
    assertThat(got).doesNotHaveDuplicates();
    one.disconnect();
    two.disconnect();
    publisher.disconnect();
  }

  @Test
  void pahoForMqtt3ExchangesAtEveryLevelAndGetsRetainedAndWill() throws Exception {
    List<String> got = new CopyOnWriteArrayList<>();
    var subscriber =
        new org.eclipse.paho.client.mqttv3.MqttClient(url(), "paho3-sub", new MemoryPersistence());
    MqttConnectOptions persistent = new MqttConnectOptions();
    persistent.setCleanSession(false);
    subscriber.connect(persistent);
    var publisher =
        new org.eclipse.paho.client.mqttv3.MqttClient(url(), "paho3-pub", new MemoryPersistence());
    MqttConnectOptions withWill = new MqttConnectOptions();
    withWill.setWill("paho3/will", "gone".getBytes(StandardCharsets.UTF_8), 1, false);
    publisher.connect(withWill);
    publisher.publish("paho3/kept", "kept".getBytes(StandardCharsets.UTF_8), 1, true);
    subscriber.subscribe("paho3/#", 2, (topic, message) -> got.add(message.toString()));
    await().atMost(SOON).untilAsserted(() -> assertThat(got).containsExactly("kept"));

    for (int qos = 0; qos < 3; qos++) {
      publisher.publish("paho3/t", ("m" + qos).getBytes(StandardCharsets.UTF_8), qos, false);
    }
    // This client hands a QoS 2 message over after PUBREL, so the will could come before it.
    await().atMost(SOON).until(() -> got.contains("m2"));
    publisher.disconnectForcibly(0, 0, false);

    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(got).containsExactly("kept", "m0", "m1", "m2", "gone"));
    subscriber.disconnect();
    subscriber.close();
  }

  @Test
  void pahoForMqtt5ResumesItsSession() throws Exception {
    List<String> got = new CopyOnWriteArrayList<>();
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(false);
    options.setSessionExpiryInterval(600L);
    var first =
        new org.eclipse.paho.mqttv5.client.MqttClient(
            url(), "paho5", new org.eclipse.paho.mqttv5.client.persist.MemoryPersistence());
    first.connect(options);
    first.subscribe("paho5/#", 1);
    first.disconnect();
    first.close();
    Mqtt5BlockingClient publisher = hive("paho5-pub");
    publisher.connect();
    publisher
        .publishWith()
        .topic("paho5/t")
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload("stored".getBytes(StandardCharsets.UTF_8))
        .send();
    publisher.disconnect();

    var second =
        new org.eclipse.paho.mqttv5.client.MqttClient(
            url(), "paho5", new org.eclipse.paho.mqttv5.client.persist.MemoryPersistence());
    second.setCallback(new Paho5Listener(got));
    second.connect(options);

    await().atMost(SOON).untilAsserted(() -> assertThat(got).containsExactly("stored"));
    second.disconnect();
    second.close();
  }

  @Test
  void mosquittoClientsExchangeInEveryVersion() {
    Command.require("mosquitto_sub");
    Command.require("mosquitto_pub");
    for (String version : new String[] {"mqttv31", "mqttv311", "mqttv5"}) {
      mosquitto("mosquitto_pub", version, "-t", "mosq/" + version, "-q", "1", "-r", "-m", version);
      Command.Result got =
          mosquitto(
              "mosquitto_sub", version, "-t", "mosq/" + version, "-q", "2", "-C", "1", "-W", "20");
      assertThat(got.out().trim()).isEqualTo(version);
    }
  }

  private static Command.Result mosquitto(String program, String version, String... arguments) {
    List<String> command = new java.util.ArrayList<>();
    command.addAll(List.of(program, "-h", "127.0.0.1", "-V", version));
    command.addAll(List.of("-p", Integer.toString(broker.mqttPort())));
    command.addAll(List.of("-i", "m-" + version));
    command.addAll(List.of(arguments));
    return Command.run(command.toArray(String[]::new)).succeeded();
  }

  @Test
  void mqttJsExchangesInBothVersions() throws Exception {
    Command.require("node");
    Command.require("npm");
    Path script = Command.root().resolve("broker-server/src/test/resources/e2e/exchange.cjs");
    ProcessBuilder node =
        new ProcessBuilder(
            "node", script.toString(), Integer.toString(broker.mqttPort()));
    node.environment().put("NODE_PATH", mqttJs().toString());
    assertThat(Command.run(node).succeeded().out().trim()).isEqualTo("ok");
  }

  /** Where MQTT.js is, installed if need be. */
  static File mqttJs() throws IOException {
    File npm = Command.root().resolve("broker-server/target/npm").toFile();
    if (!new File(npm, "node_modules/mqtt").isDirectory()) {
      Files.createDirectories(npm.toPath());
      Command.run("npm", "install", "--silent", "--prefix", npm.toString(), "mqtt@5.16.0")
          .succeeded();
    }
    return new File(npm, "node_modules");
  }
}
