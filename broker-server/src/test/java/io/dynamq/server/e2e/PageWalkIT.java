package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import io.dynamq.message.MessageId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page that this product implements, walked with real programs: its commands, its six tables,
 * each item compared with the page's sample attribute by attribute, types included.
 */
@TestMethodOrder(OrderAnnotation.class)
class PageWalkIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** The attributes of a message on the page, in mqtt_msg and mqtt_retain alike. */
  private static final Map<String, String> MESSAGE =
      Map.of(
          "arrived", "N",
          "qos", "N",
          "sender", "S",
          "payload", "S",
          "retain", "N",
          "msgid", "S",
          "topic", "S");

  @TempDir static Path dataDirectory;
  private static BrokerProcess broker;
  private static Aws aws;
  private static Mqtt3BlockingClient testDynamo;

  @BeforeAll
  static void start() {
    Command.require("aws");
    Command.require("mosquitto_pub");
    broker = new BrokerProcess(dataDirectory).start();
    aws = new Aws(broker.store());
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  @Order(1)
  void theScriptCreatesThePagesTables() {
    broker.run("test/dynamo_test.sh", broker.store().toString()).succeeded();

    JsonNode acked = aws.dynamodb("describe-table", "--table-name", "mqtt_acked").get("Table");
    assertThat(acked.get("KeySchema").toString())
        .isEqualTo(
            "[{\"AttributeName\":\"topic\",\"KeyType\":\"HASH\"},"
                + "{\"AttributeName\":\"clientid\",\"KeyType\":\"RANGE\"}]");
    assertThat(acked.get("ProvisionedThroughput").get("ReadCapacityUnits").asInt()).isEqualTo(5);
    for (String table : new String[] {"client", "sub", "msg", "topic_msg_map", "retain"}) {
      aws.dynamodb("describe-table", "--table-name", "mqtt_" + table);
    }
  }

  @Test
  @Order(2)
  void thePluginLoadsWithEmqxsWords() {
    Command.Result loaded =
        broker.ctl("plugins", "load", "emqx_backend_dynamo").succeeded();
    assertThat(loaded.out().trim())
        .isEqualTo("Plugin emqx_backend_dynamo loaded successfully.");
  }

  @Test
  @Order(3)
  void subscriptionsInTheTableAreMadeForTheClient() {
    for (String topic : new String[] {"test-dynamo-sub", "test-dynamo-sub-1", "test-dynamo-sub-2"}) {
      aws.dynamodb(
          "put-item",
          "--table-name",
          "mqtt_sub",
          "--item",
          "{\"clientid\":{\"S\":\"test-dynamo\"},\"topic\":{\"S\":\""
              + topic
              + "\"},\"qos\":{\"N\":\"2\"}}");
    }
    testDynamo = hive("test-dynamo");
    testDynamo.connectWith().cleanSession(false).send();

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(broker.ctl("subscriptions", "show", "test-dynamo").out())
                    .contains(
                        "test-dynamo -> test-dynamo-sub",
                        "test-dynamo -> test-dynamo-sub-1",
                        "test-dynamo -> test-dynamo-sub-2"));
    List<JsonNode> rows = items("mqtt_sub", "clientid", "test-dynamo");
    assertThat(rows).hasSize(3);
    for (JsonNode row : rows) {
      assertAttributes(row, Map.of("qos", "N", "topic", "S", "clientid", "S"));
      assertThat(row.at("/qos/N").asText()).isEqualTo("2");
    }
  }

  private static Mqtt3BlockingClient hive(String id) {
    return MqttClient.builder()
        .useMqttVersion3()
        .identifier(id)
        .serverHost("127.0.0.1")
        .serverPort(broker.mqttPort())
        .buildBlocking();
  }

  @Test
  @Order(4)
  void theClientIsOnline() {
    JsonNode item = onlyItem("mqtt_client", "clientid", "test-dynamo");
    assertAttributes(
        item,
        Map.of(
            "clientid", "S",
            "connect_state", "N",
            "node", "S",
            "online_at", "N",
            "offline_at", "N"));
    assertThat(item.at("/connect_state/N").asText()).isEqualTo("1");
    assertThat(item.at("/offline_at/N").asText()).isEqualTo("0");
    assertThat(item.at("/node/S").asText()).isEqualTo("dynamq@127.0.0.1");
    assertThat(item.at("/online_at/N").asLong())
        .isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond());
  }

  @Test
  @Order(5)
  void aPublishedMessageIsStoredAndMapped() {
    publish("mqttjs_231b962d5c", "test", "{ \"msg\": \"Hello, World!\" }", false);

    JsonNode item = onlyItem("mqtt_msg", "topic", "test");
    assertAttributes(item, MESSAGE);
    assertThat(item.at("/payload/S").asText()).isEqualTo("{ \"msg\": \"Hello, World!\" }");
    assertThat(item.at("/qos/N").asText()).isEqualTo("1");
    assertThat(item.at("/retain/N").asText()).isEqualTo("0");
    assertThat(item.at("/sender/S").asText()).isEqualTo("mqttjs_231b962d5c");
    assertThat(item.at("/msgid/S").asText()).hasSize(47).startsWith("Mz");
    assertArrivedWithItsId(item);

    JsonNode map = onlyItem("mqtt_topic_msg_map", "topic", "test");
    assertAttributes(map, Map.of("topic", "S", "MsgId", "SS"));
    assertThat(map.at("/MsgId/SS").get(0).asText()).isEqualTo(item.at("/msgid/S").asText());
  }

  private static void publish(String client, String topic, String payload, boolean retain) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "mosquitto_pub",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(broker.mqttPort()),
                "-i",
                client,
                "-t",
                topic,
                "-q",
                "1",
                "-m",
                payload));
    if (retain) {
      command.add("-r");
    }
    Command.run(command.toArray(String[]::new)).succeeded();
  }

  @Test
  @Order(6)
  void aRetainedMessageIsStored() {
    publish("mqttjs_d0513acfce", "testtopic", "test", true);

    JsonNode item = onlyItem("mqtt_retain", "topic", "testtopic");
    assertAttributes(item, MESSAGE);
    assertThat(item.at("/retain/N").asText()).isEqualTo("1");
    assertThat(item.at("/payload/S").asText()).isEqualTo("test");
    assertThat(item.at("/qos/N").asText()).isEqualTo("1");
    assertThat(item.at("/sender/S").asText()).isEqualTo("mqttjs_d0513acfce");
    assertArrivedWithItsId(item);
  }

  @Test
  @Order(7)
  void aSubscriberGetsTheStoredMessageAndItsAcknowledgementIsKept() throws Exception {
    String msgid = onlyItem("mqtt_msg", "topic", "test").at("/msgid/S").asText();
    Mqtt3BlockingClient reader = hive("mqttjs_861e582a70");
    reader.connectWith().cleanSession(false).send();
    try (var publishes =
        reader.publishes(MqttGlobalPublishFilter.ALL, false)) {
      reader.subscribeWith().topicFilter("test").qos(MqttQos.AT_LEAST_ONCE).send();
      assertThat(publishes.receive(20, TimeUnit.SECONDS))
          .get()
          .extracting(got -> new String(got.getPayloadAsBytes()))
          .isEqualTo("{ \"msg\": \"Hello, World!\" }");
    }

    JsonNode item = onlyItem("mqtt_acked", "clientid", "mqttjs_861e582a70");
    assertAttributes(item, Map.of("topic", "S", "msgid", "S", "clientid", "S"));
    assertThat(item.at("/topic/S").asText()).isEqualTo("test");
    assertThat(item.at("/msgid/S").asText()).isEqualTo(msgid);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(items("mqtt_msg", "topic", "test")).isEmpty());
    reader.unsubscribeWith().topicFilter("test").send();
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(items("mqtt_acked", "clientid", "mqttjs_861e582a70")).isEmpty());
    reader.disconnect();
  }

  @Test
  @Order(8)
  void aRetainedMessageIsDeliveredOnceAndDeletedByAnEmptyOne() throws Exception {
    Mqtt3BlockingClient reader = hive("retain-reader");
    reader.connect();
    try (var publishes =
        reader.publishes(MqttGlobalPublishFilter.ALL, false)) {
      reader.subscribeWith().topicFilter("testtopic").qos(MqttQos.AT_MOST_ONCE).send();
      var got = publishes.receive(20, TimeUnit.SECONDS).orElseThrow();
      assertThat(got.isRetain()).isTrue();
      publish("mqttjs_d0513acfce", "testtopic", "marker", false);
      assertThat(new String(publishes.receive(20, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes()))
          .isEqualTo("marker");
    }
    publish("mqttjs_d0513acfce", "testtopic", "", true);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(items("mqtt_retain", "topic", "testtopic")).isEmpty());
    reader.disconnect();
  }

  @Test
  @Order(9)
  void goingOfflineKeepsTheTimeOfComingOnline() {
    String online = onlyItem("mqtt_client", "clientid", "test-dynamo").at("/online_at/N").asText();
    testDynamo.disconnect();

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              JsonNode item = items("mqtt_client", "clientid", "test-dynamo").get(0);
              assertThat(item.at("/connect_state/N").asText()).isEqualTo("0");
              assertThat(item.at("/offline_at/N").asLong()).isPositive();
              assertThat(item.at("/online_at/N").asText()).isEqualTo(online);
            });
  }

  @Test
  @Order(10)
  void thePluginIsLoadedAgainAfterARestart() {
    assertThat(broker.stop()).isZero();
    broker.start();
    assertThat(broker.ctl("plugins", "list").succeeded().out())
        .containsPattern("Plugin\\(emqx_backend_dynamo, description=.*, active=true\\)");
  }

  // ---- reading tables

  /** On the page, arrived is the second within the id. */
  private static void assertArrivedWithItsId(JsonNode item) {
    MessageId id = MessageId.parse(item.at("/msgid/S").asText());
    assertThat(item.at("/arrived/N").asLong()).isEqualTo(id.micros() / 1_000_000);
  }

  private static List<JsonNode> items(String table, String attribute, String value) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode item : aws.scan(table).get("Items")) {
      if (item.at("/" + attribute + "/S").asText().equals(value)) {
        found.add(item);
      }
    }
    return found;
  }

  /** Waits until exactly one item has this value: tables follow within the hold window. */
  private static JsonNode onlyItem(String table, String attribute, String value) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(items(table, attribute, value)).hasSize(1));
    return items(table, attribute, value).get(0);
  }

  /** Every attribute of the page's sample is there with the page's type; more are allowed. */
  private static void assertAttributes(JsonNode item, Map<String, String> types) {
    types.forEach(
        (name, type) ->
            assertThat(item.has(name) && item.get(name).has(type))
                .as("attribute %s of type %s in %s", name, type, item)
                .isTrue());
  }
}
