package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delayed messages of clients that others wrote, over the end and the death of the broker. */
class DelayedIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path directory;

  private static Mqtt5BlockingClient hive(BrokerProcess broker, String id) {
    return MqttClient.builder()
        .useMqttVersion5()
        .identifier(id)
        .serverHost("127.0.0.1")
        .serverPort(broker.mqttPort())
        .buildBlocking();
  }

  /** Subscribed for good, so that it matters to no test how long a restart takes. */
  private static void leaveSubscription(BrokerProcess broker, String id) {
    Mqtt5BlockingClient subscriber = hive(broker, id);
    subscriber.connectWith().cleanStart(true).sessionExpiryInterval(600).send();
    subscriber.subscribeWith().topicFilter("delayed/#").qos(MqttQos.EXACTLY_ONCE).send();
    subscriber.disconnectWith().sessionExpiryInterval(600).send();
  }

  private static void comeBack(Mqtt5BlockingClient subscriber) {
    var ack = subscriber.connectWith().cleanStart(false).sessionExpiryInterval(600).send();
    assertThat(ack.isSessionPresent()).isTrue();
  }

  private static void mosquitto(BrokerProcess broker, String topic, String message) {
    Command.run(
            "mosquitto_pub", "-h", "127.0.0.1", "-p", Integer.toString(broker.mqttPort()),
            "-q", "1", "-t", topic, "-m", message)
        .succeeded();
  }

  private static JsonNode rows(BrokerProcess broker) {
    return new Aws(URI.create(broker.store().toString())).scan("mqb_delayed").get("Items");
  }

  @Test
  void messagesThatWaitedThroughARestartArriveOnceAndTheirRowsGo() throws Exception {
    Command.require("mosquitto_pub");
    Command.require("aws");
    try (BrokerProcess broker = new BrokerProcess(directory.resolve("one"))) {
      broker.with("DYNAMQ_MODULE__DELAYED", "on").start();
      leaveSubscription(broker, "hive-sub");
      mosquitto(broker, "$delayed/15/delayed/mosquitto", "first");
      Mqtt5BlockingClient publisher = hive(broker, "hive-pub");
      publisher.connect();
      publisher
          .publishWith()
          .topic("$delayed/16/delayed/hive")
          .qos(MqttQos.EXACTLY_ONCE)
          .payload("second".getBytes(StandardCharsets.UTF_8))
          .userProperties()
          .add("k", "v")
          .applyUserProperties()
          .messageExpiryInterval(3_600)
          .send();
      publisher.disconnect();
      await().atMost(SOON).untilAsserted(() -> assertThat(rows(broker)).hasSize(2));
      assertThat(broker.stop()).as(broker.output()).isZero();
      broker.start();
      Mqtt5BlockingClient subscriber = hive(broker, "hive-sub");
      try (var publishes = subscriber.publishes(MqttGlobalPublishFilter.ALL, false)) {
        comeBack(subscriber);
        var first = publishes.receive(30, TimeUnit.SECONDS).orElseThrow();
        assertThat(first.getTopic()).hasToString("delayed/mosquitto");
        var second = publishes.receive(30, TimeUnit.SECONDS).orElseThrow();
        assertThat(second.getTopic()).hasToString("delayed/hive");
        assertThat(second.getPayloadAsBytes()).asString(StandardCharsets.UTF_8).isEqualTo("second");
        assertThat(second.getUserProperties().asList()).hasSize(1);
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(broker)).isEmpty());
        assertThat(publishes.receiveNow()).isEmpty();
      }
      subscriber.disconnect();
    }
  }

  @Test
  void anAcknowledgedMessageSurvivesTheDeathOfTheProcessWhereThatIsPromised() throws Exception {
    Command.require("mosquitto_pub");
    try (BrokerProcess broker = new BrokerProcess(directory.resolve("one"))) {
      broker
          .with("DYNAMQ_MODULE__DELAYED", "on")
          .with("DYNAMQ_DURABILITY__ACK_AFTER", "store")
          .start();
      leaveSubscription(broker, "hive-sub");
      mosquitto(broker, "$delayed/5/delayed/killed", "alive");
      broker.kill();
      broker.start();
      Mqtt5BlockingClient subscriber = hive(broker, "hive-sub");
      try (var publishes = subscriber.publishes(MqttGlobalPublishFilter.ALL, false)) {
        comeBack(subscriber);
        var message = publishes.receive(30, TimeUnit.SECONDS).orElseThrow();
        assertThat(message.getPayloadAsBytes()).asString(StandardCharsets.UTF_8).isEqualTo("alive");
      }
      subscriber.disconnect();
    }
  }
}
