package io.dynamq.dynamo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.observe.Meters;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

class RowSinkTest {
  private final Meters meters = new Meters();
  private EmbeddedDynamoDb store;
  private SdkClient sdk;
  private DynamoDbAsyncClient client;

  @BeforeEach
  void start() throws Exception {
    store = EmbeddedDynamoDb.start(Options.inMemory());
    sdk =
        new SdkClient(
            new PoolSettings(
                "test", "us-west-2", URI.create("http://127.0.0.1:" + store.port()), 2,
                new AwsKeys("k", "s")),
            meters);
    client = sdk.client();
    // The first connection may take a busy machine longer than a request may wait for one.
    await().ignoreExceptions().until(() -> client.listTables().join().hasTableNames());
    client
        .createTable(
            CreateTableRequest.builder()
                .tableName("rows")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(
                    KeySchemaElement.builder().attributeName("k").keyType(KeyType.HASH).build())
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName("k")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .build())
        .join();
  }

  @AfterEach
  void stop() {
    sdk.close();
    store.close();
  }

  /** One with an attribute of each type. */
  private static Map<String, AttributeValue> row(String key) {
    Map<String, AttributeValue> row = new HashMap<>();
    row.put("k", AttributeValue.fromS(key));
    row.put("text", AttributeValue.fromS("quoted \" \\ \n \0 ü € 😀"));
    row.put("number", AttributeValue.fromN("-12345678901234567890.5"));
    row.put("binary", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1, 127})));
    row.put("empty", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[0])));
    row.put("yes", AttributeValue.fromBool(true));
    row.put("nothing", AttributeValue.fromNul(true));
    row.put("texts", AttributeValue.fromSs(List.of("a", "b")));
    row.put("numbers", AttributeValue.fromNs(List.of("1", "2")));
    row.put("binaries", AttributeValue.fromBs(List.of(SdkBytes.fromByteArray(new byte[] {1}))));
    row.put(
        "list",
        AttributeValue.fromL(
            List.of(AttributeValue.fromS("a"), AttributeValue.fromL(List.of()))));
    row.put(
        "map", AttributeValue.fromM(Map.of("Items", AttributeValue.fromM(Map.of()))));
    return row;
  }

  @Test
  void rowsAreWhatTheSdkReads() {
    client.putItem(b -> b.tableName("rows").item(row("one"))).join();
    client.putItem(b -> b.tableName("rows").item(row("two"))).join();
    ScanRequest scan = ScanRequest.builder().tableName("rows").limit(1).build();
    RowSink sink = new RowSink();
    ScanResponse plain = client.scan(scan).join();
    ScanResponse ours = client.scan(sink.on(scan)).join();
    assertThat(ours.items()).isEmpty();
    assertThat(ours.count()).isEqualTo(1);
    assertThat(ours.lastEvaluatedKey()).isEqualTo(plain.lastEvaluatedKey()).isNotEmpty();
    assertThat(sink.rows(ours)).isEqualTo(plain.items()).hasSize(1);
    assertThat(sink.rows(ours)).as("an idle connection keeps nothing of it").isEmpty();
  }

  @Test
  void aQueryGivesItsRowsTheSameWay() {
    client.putItem(b -> b.tableName("rows").item(row("one"))).join();
    QueryRequest query =
        QueryRequest.builder()
            .tableName("rows")
            .keyConditionExpression("k = :k")
            .expressionAttributeValues(Map.of(":k", AttributeValue.fromS("one")))
            .build();
    RowSink sink = new RowSink();
    QueryResponse answer = client.query(sink.on(query)).join();
    assertThat(sink.rows(answer)).isEqualTo(List.of(row("one")));
  }

  @Test
  void whatIsChargedIsStillCounted() {
    client.putItem(b -> b.tableName("rows").item(row("one"))).join();
    client.scan(new RowSink().on(ScanRequest.builder().tableName("rows").build())).join();
    assertThat(meters.consumption().operations())
        .extracting(sum -> sum.operation().name())
        .contains("Scan");
  }

  @Test
  void whoOnlyCountsGetsNoRows() {
    client.putItem(b -> b.tableName("rows").item(row("one"))).join();
    ScanRequest count = ScanRequest.builder().tableName("rows").select(Select.COUNT).build();
    RowSink sink = new RowSink();
    ScanResponse answer = client.scan(sink.on(count)).join();
    assertThat(answer.count()).isEqualTo(1);
    assertThat(sink.rows(answer)).isEmpty();
  }

  @Test
  void aRefusalIsReadByTheSdk() {
    ScanRequest scan = ScanRequest.builder().tableName("absent").build();
    assertThatThrownBy(() -> client.scan(new RowSink().on(scan)).join())
        .hasRootCauseInstanceOf(
            software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException.class);
  }

  @Test
  void anAnswerThatIsNotWhatWasSentIsRefused() {
    byte[] body = "{\"Items\":[],\"Count\":0}".getBytes(StandardCharsets.UTF_8);
    CRC32 right = new CRC32();
    right.update(body);
    RowSink sink = new RowSink();
    sink.expect(right.getValue());
    assertThat(sink.take(body)).isEqualTo(body);
    sink.expect(right.getValue() + 1);
    assertThatThrownBy(() -> sink.take(body)).isInstanceOf(Crc32MismatchException.class);
  }

  @Test
  void whatIsNoAnswerIsRefused() {
    for (String body :
        List.of("", "[]", "{\"Items\":[{\"k\":{\"S\":\"a\"}", "{\"Items\":[{\"k\":{\"Q\":1}}]}")) {
      assertThatThrownBy(() -> new RowSink().take(body.getBytes(StandardCharsets.UTF_8)))
          .as(body)
          .isInstanceOf(SdkClientException.class);
    }
  }
}
