package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code connect_state} in {@code mqtt_client}, read by plain {@code aws}, of clients whose broker is
 * killed by SIGKILL: beside a neighbour on the same tables, and by itself.
 */
class ConnectStateIT {
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String NODE_A = "a@127.0.0.1";
  private static final String NODE_B = "b@127.0.0.1";

  @TempDir Path directory;

  private EmbeddedDynamoDb store;
  private BrokerProcess a;
  private BrokerProcess b;
  private Aws aws;

  @BeforeEach
  void start() {
    Command.require("aws");
    store = EmbeddedDynamoDb.start(Options.inMemory());
    a = broker("a", NODE_A).start();
    b = broker("b", NODE_B).start();
    aws = new Aws(a.store());
    a.run("test/dynamo_test.sh", a.store().toString()).succeeded();
    a.ctl("plugins", "load", "emqx_backend_dynamo").succeeded();
    b.ctl("plugins", "load", "emqx_backend_dynamo").succeeded();
  }

  @AfterEach
  void stop() {
    for (BrokerProcess broker : new BrokerProcess[] {a, b}) {
      if (broker != null) {
        broker.close();
      }
    }
    if (store != null) {
      store.close();
    }
  }

  private BrokerProcess broker(String name, String node) {
    return BrokerProcess.on(directory.resolve(name), store.port())
        .with("DYNAMQ_NODE__NAME", node)
        .with("DYNAMQ_PERSISTENCE__NODE_LEASE", LEASE.toSeconds() + "s");
  }

  private void connect(BrokerProcess at, String id) {
    Mqtt5BlockingClient client =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(id)
            .serverHost("127.0.0.1")
            .serverPort(at.mqttPort())
            .buildBlocking();
    client.connectWith().cleanStart(false).sessionExpiryInterval(600).send();
  }

  private void awaitState(String when, String id, int state, String... nodes) {
    await(when)
        .atMost(SOON)
        .untilAsserted(
            () -> {
              JsonNode row =
                  aws.dynamodb(
                          "get-item",
                          "--table-name",
                          "mqtt_client",
                          "--consistent-read",
                          "--key",
                          "{\"clientid\":{\"S\":\"" + id + "\"}}")
                      .path("Item");
              assertThat(row.at("/connect_state/N").asInt(-1)).as("state").isEqualTo(state);
              assertThat(row.at("/node/S").asText()).as("node").isIn((Object[]) nodes);
              assertThat(row.at("/offline_at/N").asLong() == 0)
                  .as("offline_at 0 while online")
                  .isEqualTo(state == 1);
            });
  }

  @Test
  void rowsOfAKilledNodeAreSetRightByTheNeighbourAndStayRightWhenItReturns() {
    connect(a, "stays");
    connect(a, "moves");
    connect(b, "neighbour");
    awaitState("connected", "stays", 1, NODE_A);
    awaitState("connected", "moves", 1, NODE_A);
    awaitState("connected", "neighbour", 1, NODE_B);

    a.kill();
    connect(b, "moves");

    awaitState("after the lease", "stays", 0, NODE_B);
    awaitState("moved", "moves", 1, NODE_B);
    a.start();
    connect(a, "stays");
    awaitState("back at home", "stays", 1, NODE_A);
    awaitState("the dead node is back", "moves", 1, NODE_B);
    awaitState("untouched", "neighbour", 1, NODE_B);
  }

  @Test
  void rowsOfAKilledNodeAreSetRightByItsOwnNextStart() {
    connect(a, "gone");
    connect(b, "neighbour");
    awaitState("connected", "gone", 1, NODE_A);
    awaitState("connected", "neighbour", 1, NODE_B);

    a.kill();
    a.start();

    // A start that takes longer than the lease finds the neighbour's work.
    awaitState("after the start", "gone", 0, NODE_A, NODE_B);
    awaitState("untouched", "neighbour", 1, NODE_B);
  }
}
