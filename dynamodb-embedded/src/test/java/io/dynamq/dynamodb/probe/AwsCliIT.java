package io.dynamq.dynamodb.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The aws command line against the embedded store, with the table of the EMQX page. */
class AwsCliIT {

  private static final String TABLE =
      """
      {
        "TableName": "mqtt_sub",
        "KeySchema": [
            { "AttributeName": "clientid", "KeyType": "HASH" },
            { "AttributeName": "topic", "KeyType": "RANGE" }
        ],
        "AttributeDefinitions": [
            { "AttributeName": "clientid", "AttributeType": "S" },
            { "AttributeName": "topic", "AttributeType": "S" }
        ],
        "ProvisionedThroughput": {
            "ReadCapacityUnits": 5,
            "WriteCapacityUnits": 5
        }
      }
      """;
  private static final String KEY = "{\"clientid\":{\"S\":\"c1\"},\"topic\":{\"S\":\"t1\"}}";

  @TempDir static Path directory;
  private static EmbeddedDynamoDb store;

  @BeforeAll
  static void start() {
    Tools.require("aws");
    store = EmbeddedDynamoDb.start(Options.inMemory());
  }

  @AfterAll
  static void stop() {
    if (store != null) {
      store.close();
    }
  }

  @Test
  void runsThePagesAndTheOperatorsCommands() throws Exception {
    Path definition = Files.writeString(directory.resolve("mqtt_sub.json"), TABLE);
    aws("create-table", "--cli-input-json", "file://" + definition);
    assertThat(aws("list-tables").at("/TableNames/0").asText()).isEqualTo("mqtt_sub");
    assertThat(onTable("describe-table").at("/Table/TableStatus").asText()).isEqualTo("ACTIVE");
    onTable(
        "put-item",
        "--item",
        "{\"clientid\":{\"S\":\"c1\"},\"topic\":{\"S\":\"t1\"},\"qos\":{\"N\":\"1\"}}");
    assertThat(onTable("get-item", "--key", KEY).at("/Item/qos/N").asText()).isEqualTo("1");
    onTable(
        "update-item",
        "--key",
        KEY,
        "--update-expression",
        "SET qos = :q",
        "--expression-attribute-values",
        "{\":q\":{\"N\":\"2\"}}");
    JsonNode scanned = onTable("scan");
    assertThat(scanned.at("/Items/0/qos/N").asText()).isEqualTo("2");
    assertThat(scanned.at("/Count").asInt()).isEqualTo(1);
    assertThat(scanned.has("ConsumedCapacity")).isTrue();
    aws(
        "batch-write-item",
        "--request-items",
        "{\"mqtt_sub\":[{\"PutRequest\":{\"Item\":{\"clientid\":{\"S\":\"c1\"},\"topic\":{\"S\":\"t2\"}}}}]}");
    JsonNode queried =
        onTable(
            "query",
            "--key-condition-expression",
            "clientid = :c",
            "--expression-attribute-values",
            "{\":c\":{\"S\":\"c1\"}}");
    assertThat(queried.at("/Count").asInt()).isEqualTo(2);
    onTable(
        "update-time-to-live",
        "--time-to-live-specification",
        "Enabled=true,AttributeName=expires");
    onTable("delete-item", "--key", KEY);
    assertThat(onTable("scan").at("/Count").asInt()).isEqualTo(1);
  }

  private static JsonNode onTable(String command, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("--table-name", "mqtt_sub"));
    all.addAll(List.of(arguments));
    return aws(command, all.toArray(String[]::new));
  }

  private static JsonNode aws(String command, String... arguments)
      throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "aws", "dynamodb", command,
                "--region", "us-west-2",
                "--output", "json",
                "--endpoint-url", store.endpoint().toString()));
    line.addAll(List.of(arguments));
    Path out = directory.resolve("out.json");
    Path err = directory.resolve("err.txt");
    ProcessBuilder builder = new ProcessBuilder(line);
    builder
        .environment()
        .putAll(Map.of("AWS_ACCESS_KEY_ID", "probe", "AWS_SECRET_ACCESS_KEY", "secret"));
    int status =
        builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    assertThat(status).as(command + ": " + Files.readString(err)).isZero();
    String text = Files.readString(out);
    return new ObjectMapper().readTree(text.isBlank() ? "{}" : text);
  }
}
