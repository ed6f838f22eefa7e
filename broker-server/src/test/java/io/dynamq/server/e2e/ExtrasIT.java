package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/extras.md} on one broker. */
class ExtrasIT {
  @TempDir static Path directory;
  private static final int TENANTS = BrokerProcess.freePort();
  private static BrokerProcess broker;

  @BeforeAll
  static void start() throws Exception {
    Path etc = Files.createDirectories(directory.resolve("etc"));
    Path config =
        Files.write(
            etc.resolve("broker.conf"),
            List.of(
                "persistence = memory",
                "listener.tcp.tenants = 127.0.0.1:" + TENANTS,
                "listener.tcp.tenants.zone = tenants",
                "zone.tenants.mountpoint = tenant/%u/",
                "module.rewrite.sub.rule.1 = y/+/z/# ^y/(.+)/z/(.+)$ y/z/$2",
                "module.rewrite.pub.rule.1 = x/# ^x/y/(.+)$ z/y/$1",
                "module.rewrite.pub.rule.2 = x/y/+ ^x/y/(\\d+)$ z/y/x/$1",
                "module.subscription.1.topic = client/%c/#",
                "module.subscription.1.qos = 1",
                "mqtt.exclusive_subscription = on",
                "backend.dynamo.pool1.server = http://127.0.0.1:8000"));
    broker = new BrokerProcess(directory.resolve("data")).configuredBy(config).start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static Mqtt5BlockingClient connected(int port, String id, String user) {
    var builder =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(id)
            .serverHost("127.0.0.1")
            .serverPort(port);
    Mqtt5BlockingClient client =
        user == null
            ? builder.buildBlocking()
            : builder.simpleAuth().username(user).applySimpleAuth().buildBlocking();
    client.connect();
    return client;
  }

  private static Mqtt5BlockingClient connected(String id) {
    return connected(broker.mqttPort(), id, null);
  }

  private static void subscribe(Mqtt5BlockingClient client, String filter) {
    client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
  }

  private static void publish(Mqtt5BlockingClient client, String topic) {
    client
        .publishWith()
        .topic(topic)
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(topic.getBytes(StandardCharsets.UTF_8))
        .send();
  }

  private static Mqtt5Publish next(Mqtt5Publishes publishes) throws InterruptedException {
    return publishes.receive(20, TimeUnit.SECONDS).orElseThrow();
  }

  private static String nextTopic(Mqtt5Publishes publishes) throws InterruptedException {
    return next(publishes).getTopic().toString();
  }

  @Test
  void topicsAreRewrittenByTheLastRuleThatCoversThem() throws Exception {
    Mqtt5BlockingClient client = connected("rewriter");
    try (Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
      subscribe(client, "z/#");
      subscribe(client, "x/#");
      subscribe(client, "y/a/z/b");
      for (String topic : List.of("x/y/2", "x/y/z", "x/y/a/b", "x/1/2", "y/z/b")) {
        publish(client, topic);
      }
      assertThat(nextTopic(publishes)).isEqualTo("z/y/x/2");
      assertThat(nextTopic(publishes)).isEqualTo("x/y/z");
      assertThat(nextTopic(publishes)).isEqualTo("z/y/a/b");
      assertThat(nextTopic(publishes)).isEqualTo("x/1/2");
      assertThat(nextTopic(publishes)).isEqualTo("y/z/b");
    }
    client.disconnect();
  }

  @Test
  void everyClientIsSubscribedToItsOwnTopics() throws Exception {
    Mqtt5BlockingClient client = connected("c1");
    try (Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
      publish(client, "client/c1/x");
      assertThat(nextTopic(publishes)).isEqualTo("client/c1/x");
    }
    assertThat(broker.ctl("subscriptions", "show", "c1").succeeded().out())
        .isEqualTo("c1 -> client/c1/#:1\n");
    client.disconnect();
  }

  @Test
  void tenantsLiveBelowTheirMountpoints() throws Exception {
    Mqtt5BlockingClient red = connected(TENANTS, "red-1", "red");
    Mqtt5BlockingClient blue = connected(TENANTS, "blue-1", "blue");
    Mqtt5BlockingClient owner = connected("owner");
    try (Mqtt5Publishes ofRed = red.publishes(MqttGlobalPublishFilter.ALL);
        Mqtt5Publishes ofOwner = owner.publishes(MqttGlobalPublishFilter.ALL)) {
      subscribe(red, "#");
      subscribe(owner, "tenant/#");
      publish(blue, "t");
      publish(red, "t");
      assertThat(nextTopic(ofOwner)).isEqualTo("tenant/blue/t");
      assertThat(nextTopic(ofOwner)).isEqualTo("tenant/red/t");
      assertThat(nextTopic(ofRed)).isEqualTo("t");
      assertThat(ofRed.receiveNow()).isEmpty();
    }
    red.disconnect();
    blue.disconnect();
    owner.disconnect();
  }

  @Test
  void anExclusiveTopicHasOneSubscriber() {
    Mqtt5BlockingClient holder = connected("holder");
    subscribe(holder, "$exclusive/door");
    Mqtt5BlockingClient other = connected("other");
    Mqtt5SubAckException refused =
        catchThrowableOfType(
            Mqtt5SubAckException.class, () -> subscribe(other, "$exclusive/door"));
    assertThat(refused.getMqttMessage().getReasonCodes())
        .containsExactly(Mqtt5SubAckReasonCode.QUOTA_EXCEEDED);
    holder.disconnect();
    // DISCONNECT has no answer: the holder's end is dealt with some time after it was sent.
    await()
        .ignoreExceptionsInstanceOf(Mqtt5SubAckException.class)
        .until(
            () -> {
              subscribe(other, "$exclusive/door");
              return true;
            });
    other.disconnect();
  }

  @Test
  void whoComesAndGoesIsPublished() throws Exception {
    Mqtt5BlockingClient watcher = connected("watcher");
    try (Mqtt5Publishes publishes = watcher.publishes(MqttGlobalPublishFilter.ALL)) {
      subscribe(watcher, "$SYS/brokers/+/clients/meter-7/#");
      connected(broker.mqttPort(), "meter-7", "anna").disconnect();
      Mqtt5Publish connected = next(publishes);
      assertThat(connected.getTopic())
          .hasToString("$SYS/brokers/dynamq@127.0.0.1/clients/meter-7/connected");
      assertThat(connected.getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
      JsonNode payload = new ObjectMapper().readTree(connected.getPayloadAsBytes());
      assertThat(payload.get("clientid").asText()).isEqualTo("meter-7");
      assertThat(payload.get("username").asText()).isEqualTo("anna");
      assertThat(payload.get("sockport").asInt()).isEqualTo(broker.mqttPort());
      JsonNode gone = new ObjectMapper().readTree(next(publishes).getPayloadAsBytes());
      assertThat(gone.get("reason").asText()).isEqualTo("normal");
    }
    watcher.disconnect();
  }
}
