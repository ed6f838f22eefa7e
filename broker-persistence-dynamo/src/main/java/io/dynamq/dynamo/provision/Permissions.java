package io.dynamq.dynamo.provision;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.store.Provisioning.Finding;
import io.dynamq.time.Time;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Tries whether the broker may do with its tables what it will: each kind of request about an item
 * that is not there, writes on condition that it is, so that nothing is changed. Blocks.
 */
final class Permissions {
  private static final String DENIED = "AccessDeniedException";
  private static final AttributeValue NOBODY = AttributeValue.fromS("dynamq doctor: not there");
  private static final long DRIFT_SECONDS = 2;

  /** From where AWS refuses signatures, with some room. */
  private static final long SKEW_SECONDS = 240;

  private final DynamoPool pool;
  private final Time time;
  private volatile Long behindSeconds;

  /** A request of one kind. */
  private interface Probe
      extends Function<DynamoDbAsyncClient, CompletableFuture<? extends DynamoDbResponse>> {}

  Permissions(DynamoPool pool, Time time) {
    this.pool = pool;
    this.time = time;
  }

  /** What may not be done, or that everything may; and whether the clocks agree. */
  List<Finding> of(List<TableSpec> tables) {
    Map<String, CompletableFuture<Boolean>> all = new LinkedHashMap<>();
    for (TableSpec table : tables) {
      probes(table)
          .forEach((action, probe) -> all.put(action + " of " + table.name(), allowed(probe)));
    }
    List<Finding> findings = new ArrayList<>();
    all.forEach(
        (what, allowed) -> {
          if (!allowed.join()) {
            findings.add(
                Finding.fault(
                    "permissions",
                    "dynamodb:" + what + " is denied",
                    "allow what bin/broker_ctl iam-policy prints"));
          }
        });
    if (findings.isEmpty()) {
      findings.add(
          Finding.good(
              "permissions", "reads and writes of " + tables.size() + " tables are allowed"));
    }
    clock(findings);
    return findings;
  }

  private CompletableFuture<Boolean> allowed(Probe probe) {
    return pool.request(
            "permissions", client -> probe.apply(client).thenApply(this::noteDate))
        .handle((answer, fault) -> fault == null || !isDenied(fault));
  }

  /** The store wraps what the SDK says. */
  private static boolean isDenied(Throwable fault) {
    for (Throwable at = fault; at != null; at = at.getCause()) {
      if (at instanceof AwsServiceException service) {
        return service.awsErrorDetails() != null
            && DENIED.equals(service.awsErrorDetails().errorCode());
      }
    }
    return false;
  }

  private boolean noteDate(DynamoDbResponse answer) {
    answer
        .sdkHttpResponse()
        .firstMatchingHeader("Date")
        .ifPresent(
            date -> {
              try {
                long theirs =
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond();
                behindSeconds = theirs - TimeUnit.MILLISECONDS.toSeconds(time.epochMillis());
              } catch (DateTimeException e) {
                behindSeconds = null;
              }
            });
    return true;
  }

  private void clock(List<Finding> findings) {
    Long behind = behindSeconds;
    if (behind == null) {
      return;
    }
    long apart = Math.abs(behind);
    String state =
        "%d s %s the store's".formatted(apart, behind >= 0 ? "behind" : "ahead of");
    String cure = "timedatectl set-ntp true";
    if (apart <= DRIFT_SECONDS) {
      findings.add(Finding.good("clock", "agrees with the store's"));
    } else if (apart < SKEW_SECONDS) {
      findings.add(Finding.hint("clock", state, cure));
    } else {
      findings.add(Finding.fault("clock", state + ", AWS refuses such signatures", cure));
    }
  }

  private static Map<String, Probe> probes(TableSpec table) {
    String name = table.name();
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    key.put(table.hashName(), NOBODY);
    if (table.rangeName() != null) {
      key.put(table.rangeName(), NOBODY);
    }
    Map<String, String> names = Map.of("#h", table.hashName());
    String there = "attribute_exists(#h)";
    Map<String, Probe> probes = new LinkedHashMap<>();
    probes.put("GetItem", c -> c.getItem(b -> b.tableName(name).key(key)));
    probes.put(
        "BatchGetItem",
        c ->
            c.batchGetItem(
                b ->
                    b.requestItems(
                        Map.of(name, KeysAndAttributes.builder().keys(List.of(key)).build()))));
    probes.put(
        "Query",
        c ->
            c.query(
                b ->
                    b.tableName(name).limit(1).keyConditionExpression("#h = :h")
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(Map.of(":h", NOBODY))));
    probes.put("Scan", c -> c.scan(b -> b.tableName(name).limit(1)));
    probes.put(
        "PutItem",
        c ->
            c.putItem(
                b ->
                    b.tableName(name).item(key).conditionExpression(there)
                        .expressionAttributeNames(names)));
    probes.put(
        "UpdateItem",
        c ->
            c.updateItem(
                b ->
                    b.tableName(name).key(key).conditionExpression(there)
                        .expressionAttributeNames(names)));
    probes.put(
        "DeleteItem",
        c ->
            c.deleteItem(
                b ->
                    b.tableName(name).key(key).conditionExpression(there)
                        .expressionAttributeNames(names)));
    WriteRequest nothing = WriteRequest.builder().deleteRequest(d -> d.key(key)).build();
    probes.put(
        "BatchWriteItem",
        c -> c.batchWriteItem(b -> b.requestItems(Map.of(name, List.of(nothing)))));
    return probes;
  }
}
