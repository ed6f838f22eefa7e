package io.dynamq.dynamo.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.dynamo.client.AwsKeys;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.observe.Meters;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** What {@code test/dynamo_test.sh} does. */
class CreateTablesIT {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private EmbeddedDynamoDb store;
  private DynamoPool pool;

  @BeforeEach
  void start() {
    store = EmbeddedDynamoDb.start(Options.inMemory());
    pool =
        DynamoPool.open(
            new PoolSettings("t", "us-west-2", store.endpoint(), 1, new AwsKeys("a", "b")),
            new Meters());
  }

  @AfterEach
  void stop() {
    pool.close();
    store.close();
  }

  private int run(Map<String, String> environment, String... args) {
    return new CreateTables(environment, new PrintStream(out), new PrintStream(err)).run(args);
  }

  private TableDescription table(String name) {
    return pool.client().describeTable(b -> b.tableName(name)).join().table();
  }

  @Test
  void createsTheDocumentedTables() {
    assertThat(run(Map.of(), store.endpoint().toString())).isZero();

    assertThat(pool.client().listTables().join().tableNames())
        .containsExactlyInAnyOrder(
            "mqtt_client",
            "mqtt_sub",
            "mqtt_msg",
            "mqtt_topic_msg_map",
            "mqtt_retain",
            "mqtt_acked");
    assertThat(table("mqtt_acked").keySchema())
        .extracting(key -> key.attributeName() + " " + key.keyTypeAsString())
        .containsExactly("topic HASH", "clientid RANGE");
    assertThat(table("mqtt_msg").provisionedThroughput().readCapacityUnits()).isEqualTo(5);
    assertThat(table("mqtt_msg").provisionedThroughput().writeCapacityUnits()).isEqualTo(5);
  }

  @Test
  void leavesExistingTablesAndSaysSo() {
    run(Map.of(), store.endpoint().toString());
    out.reset();

    assertThat(run(Map.of("DYNAMODB_ENDPOINT", store.endpoint().toString()))).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSize(6)
        .allMatch(line -> line.startsWith("exists"));
  }

  @Test
  void aTableWithAnotherKeyIsAnError() {
    BackendFixture.foreignTable(pool, "mqtt_msg");

    assertThat(run(Map.of(), store.endpoint().toString())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("expected msgid HASH (S), found id HASH (S)");
  }

  @Test
  void wrongUsage() {
    assertThat(run(Map.of(), "one", "two")).isEqualTo(2);
    assertThat(run(Map.of(), "no endpoint")).isEqualTo(2);
    assertThat(run(Map.of("DYNAMODB_ENDPOINT", "ftp://x"))).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("usage: dynamo_test.sh [endpoint]");
  }
}
