package io.dynamq.dynamodb.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * What every store must do, written once and run against each of them.
 *
 * <p>This class holds the probes of tables, batches and transactions, its parents those of items and
 * of reads.
 */
abstract class DynamoDbProbe extends ReadProbe {

  @Test
  void describesATable() {
    String name = table(ScalarAttributeType.N);
    put(name, "p", s("a"), "s", n("1"));
    TableDescription table = client.describeTable(r -> r.tableName(name)).table();
    assertThat(table.tableName()).isEqualTo(name);
    assertThat(table.tableStatusAsString()).isEqualTo("ACTIVE");
    assertThat(table.keySchema())
        .extracting(KeySchemaElement::attributeName)
        .containsExactly("p", "s");
    assertThat(table.attributeDefinitions())
        .extracting(AttributeDefinition::attributeName)
        .containsExactlyInAnyOrder("p", "s");
    assertThat(table.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
    assertThat(table.tableArn()).endsWith("table/" + name);
  }

  @Test
  void createsAProvisionedTable() {
    String name = "provisioned";
    client.createTable(
        r ->
            r.tableName(name)
                .keySchema(key("id", KeyType.HASH))
                .attributeDefinitions(definition("id", ScalarAttributeType.S))
                .provisionedThroughput(t -> t.readCapacityUnits(5L).writeCapacityUnits(6L)));
    client.waiter().waitUntilTableExists(r -> r.tableName(name));
    TableDescription table = client.describeTable(r -> r.tableName(name)).table();
    assertThat(table.provisionedThroughput().readCapacityUnits()).isEqualTo(5);
    assertThat(table.provisionedThroughput().writeCapacityUnits()).isEqualTo(6);
  }

  @Test
  void listsTablesInPages() {
    List<String> made = Stream.generate(() -> table(null)).limit(3).toList();
    List<String> listed = new ArrayList<>();
    client.listTablesPaginator(r -> r.limit(2)).tableNames().forEach(listed::add);
    assertThat(listed).containsAll(made).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void deletedTableIsGone() {
    String name = table(null);
    put(name, "p", s("a"));
    client.deleteTable(r -> r.tableName(name));
    client.waiter().waitUntilTableNotExists(r -> r.tableName(name));
    assertRefused(
        () -> client.describeTable(r -> r.tableName(name)),
        "ResourceNotFoundException",
        "Requested resource not found: Table: " + name + " not found");
    assertRefused(
        () -> put(name, "p", s("a")), "ResourceNotFoundException", "Requested resource not found");
    createTable(client, name, null);
    assertThat(get(name, "p", s("a"))).isEmpty();
  }

  @Test
  void refusesWrongTables() {
    String name = table(null);
    assertRefused(
        () -> createTable(client, name, null), "ResourceInUseException", "");
    assertInvalid(() -> createTable(client, "ab", null), "at least 3");
    assertInvalid(
        () ->
            client.createTable(
                r ->
                    r.tableName("wrong-definitions")
                        .keySchema(key("id", KeyType.HASH))
                        .attributeDefinitions(definition("other", ScalarAttributeType.S))
                        .billingMode(BillingMode.PAY_PER_REQUEST)),
        "AttributeDefinitions");
  }

  @Test
  @Lacking(store = "dynalite", reason = "UpdateTimeToLive is an unknown operation")
  void switchesTimeToLive() {
    String name = table(null);
    assertThat(timeToLive(name)).isEqualTo(TimeToLiveStatus.DISABLED);
    client.updateTimeToLive(
        r ->
            r.tableName(name)
                .timeToLiveSpecification(t -> t.enabled(true).attributeName("expires")));
    assertThat(timeToLive(name)).isEqualTo(TimeToLiveStatus.ENABLED);
  }

  private TimeToLiveStatus timeToLive(String table) {
    return client
        .describeTimeToLive(r -> r.tableName(table))
        .timeToLiveDescription()
        .timeToLiveStatus();
  }

  @Test
  void writesAndReadsBatches() {
    String table = table(null);
    List<WriteRequest> puts = IntStream.range(0, 25).mapToObj(DynamoDbProbe::putRequest).toList();
    var written =
        client.batchWriteItem(
            r ->
                r.requestItems(Map.of(table, puts))
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
    assertThat(written.unprocessedItems()).isEmpty();
    assertThat(written.consumedCapacity().get(0).capacityUnits()).isEqualTo(25);
    List<WriteRequest> deletes =
        List.of(
            WriteRequest.builder().deleteRequest(d -> d.key(item("p", s("k0")))).build(),
            WriteRequest.builder().deleteRequest(d -> d.key(item("p", s("none")))).build());
    client.batchWriteItem(r -> r.requestItems(Map.of(table, deletes)));
    List<Map<String, AttributeValue>> keys =
        IntStream.range(0, 25).mapToObj(i -> item("p", s("k" + i))).toList();
    BatchGetItemResponse found =
        client.batchGetItem(
            r -> r.requestItems(Map.of(table, KeysAndAttributes.builder().keys(keys).build())));
    assertThat(found.responses().get(table)).hasSize(24);
    assertThat(found.unprocessedKeys()).isEmpty();
  }

  private static WriteRequest putRequest(int i) {
    return WriteRequest.builder()
        .putRequest(p -> p.item(item("p", s("k" + i), "v", n("" + i))))
        .build();
  }

  @Test
  void refusesWrongBatches() {
    String table = table(null);
    List<WriteRequest> tooMany =
        IntStream.range(0, 26).mapToObj(DynamoDbProbe::putRequest).toList();
    assertInvalid(() -> client.batchWriteItem(r -> r.requestItems(Map.of(table, tooMany))), "");
    List<WriteRequest> twice = List.of(putRequest(1), putRequest(1));
    assertInvalid(
        () -> client.batchWriteItem(r -> r.requestItems(Map.of(table, twice))),
        "Provided list of item keys contains duplicates");
    assertRefused(
        () -> client.batchWriteItem(r -> r.requestItems(Map.of("nowhere", List.of(putRequest(1))))),
        "ResourceNotFoundException",
        "Requested resource not found");
    assertThat(client.scan(r -> r.tableName(table)).items()).isEmpty();
  }

  @Test
  void concurrentAddsLoseNothing() {
    String table = table(null);
    List<CompletableFuture<Void>> writers =
        IntStream.range(0, 8)
            .mapToObj(i -> CompletableFuture.runAsync(() -> addTenTimes(table)))
            .toList();
    writers.forEach(CompletableFuture::join);
    assertThat(get(table, "p", s("counter")).get("c").n()).isEqualTo("80");
  }

  private void addTenTimes(String table) {
    for (int i = 0; i < 10; i++) {
      client.updateItem(
          r ->
              r.tableName(table)
                  .key(item("p", s("counter")))
                  .updateExpression("ADD c :one")
                  .expressionAttributeValues(item(":one", n("1"))));
    }
  }

  @Test
  @Lacking(store = "dynalite", reason = "TransactWriteItems is an unknown operation")
  void transactionsAreAllOrNothing() {
    String table = table(null);
    put(table, "p", s("guard"), "v", n("1"));
    transact(table, "v = :v", "1");
    assertThat(get(table, "p", s("x"))).isNotEmpty();
    client.deleteItem(r -> r.tableName(table).key(item("p", s("x"))));
    TransactionCanceledException canceled =
        catchThrowableOfType(
            TransactionCanceledException.class, () -> transact(table, "v = :v", "2"));
    assertThat(canceled.cancellationReasons())
        .extracting(reason -> reason.code())
        .containsExactly("None", "ConditionalCheckFailed");
    assertThat(get(table, "p", s("x"))).isEmpty();
  }

  private void transact(String table, String condition, String value) {
    Put put = Put.builder().tableName(table).item(item("p", s("x"))).build();
    ConditionCheck check =
        ConditionCheck.builder()
            .tableName(table)
            .key(item("p", s("guard")))
            .conditionExpression(condition)
            .expressionAttributeValues(item(":v", n(value)))
            .build();
    client.transactWriteItems(
        r ->
            r.transactItems(
                TransactWriteItem.builder().put(put).build(),
                TransactWriteItem.builder().conditionCheck(check).build()));
  }
}
