package io.dynamq.dynamo.client;

import io.dynamq.store.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Makes the tables that are missing and checks the keys of those that exist. Blocks; start-up only. */
public final class TableSetup {
  private static final Logger LOG = LoggerFactory.getLogger(TableSetup.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);

  private final DynamoPool pool;
  private final boolean create;
  private final Billing billing;

  /**
   * @param create whether a missing table is made or reported
   */
  public TableSetup(DynamoPool pool, boolean create, Billing billing) {
    this.pool = pool;
    this.create = create;
    this.billing = billing;
  }

  /**
   * Returns when every table is there, has the right keys and takes requests.
   *
   * @throws StorageException UNAVAILABLE with cause and cure if not
   */
  public void ensure(List<TableSpec> tables) {
    List<TableSpec> missing = new ArrayList<>();
    List<TableSpec> unready = new ArrayList<>();
    // All at once: the first requests of a process are slow, and they are most of its start.
    List<CompletableFuture<TableDescription>> all = tables.stream().map(this::describe).toList();
    for (int i = 0; i < all.size(); i++) {
      TableDescription found = await(all.get(i));
      if (found == null) {
        missing.add(tables.get(i));
      } else {
        check(tables.get(i), found);
      }
      if (!isReady(found)) {
        unready.add(tables.get(i));
      }
    }
    if (!missing.isEmpty() && !create) {
      String names = missing.stream().map(TableSpec::name).collect(Collectors.joining(", "));
      throw unusable(
          "missing tables at " + pool.settings().endpoint() + ": " + names
              + " -> create them, or set backend.dynamo.auto_create_tables = on");
    }
    missing.forEach(this::create);
    unready.forEach(this::awaitReady);
    missing.forEach(this::enableExpiry);
  }

  private static boolean isReady(TableDescription found) {
    return found != null && found.tableStatus() != TableStatus.CREATING;
  }

  /** Null if there is no such table. */
  private CompletableFuture<TableDescription> describe(TableSpec table) {
    return pool.request(
            "table " + table.name(), c -> c.describeTable(b -> b.tableName(table.name())))
        .thenApply(DescribeTableResponse::table)
        .exceptionally(this::missing);
  }

  /** Null if the error says that there is no such table. */
  private TableDescription missing(Throwable thrown) {
    StorageException error =
        (StorageException) (thrown instanceof CompletionException ? thrown.getCause() : thrown);
    if (error.getCause() instanceof ResourceNotFoundException) {
      return null;
    }
    throw new StorageException(
        error.kind(), pool.settings().endpoint() + ": " + error.getMessage(), error.getCause());
  }

  private static TableDescription await(CompletableFuture<TableDescription> described) {
    try {
      return described.join();
    } catch (CompletionException e) {
      throw (StorageException) e.getCause();
    }
  }

  private static void check(TableSpec table, TableDescription found) {
    String actual = keyText(found);
    if (!actual.equals(table.keyText())) {
      throw unusable(
          "table " + table.name() + " has the wrong key: expected " + table.keyText() + ", found "
              + actual + " -> rename the table or choose another table prefix");
    }
  }

  /** The keys that a table has, in the form of {@link TableSpec#keyText}. */
  public static String keyText(TableDescription found) {
    return found.keySchema().stream()
        .sorted((a, b) -> a.keyType().compareTo(b.keyType()))
        .map(key -> keyText(key, found))
        .collect(Collectors.joining(", "));
  }

  private static String keyText(KeySchemaElement key, TableDescription found) {
    String type =
        found.attributeDefinitions().stream()
            .filter(attribute -> attribute.attributeName().equals(key.attributeName()))
            .map(AttributeDefinition::attributeTypeAsString)
            .findFirst()
            .orElse("?");
    return key.attributeName() + " " + key.keyTypeAsString() + " (" + type + ")";
  }

  private void create(TableSpec table) {
    LOG.info("creating table {} ({})", table.name(), table.keyText());
    try {
      pool.request("creating table " + table.name(), c -> c.createTable(creation(table))).join();
    } catch (CompletionException e) {
      // Another node may be faster; its table is checked like any other.
      if (!(e.getCause().getCause() instanceof ResourceInUseException)) {
        throw (StorageException) e.getCause();
      }
    }
  }

  private CreateTableRequest creation(TableSpec table) {
    List<AttributeDefinition> attributes = new ArrayList<>();
    List<KeySchemaElement> keys = new ArrayList<>();
    attributes.add(string(table.hashName()));
    keys.add(key(table.hashName(), KeyType.HASH));
    if (table.rangeName() != null) {
      attributes.add(string(table.rangeName()));
      keys.add(key(table.rangeName(), KeyType.RANGE));
    }
    CreateTableRequest.Builder request =
        CreateTableRequest.builder()
            .tableName(table.name())
            .attributeDefinitions(attributes)
            .keySchema(keys);
    if (billing.isOnDemand()) {
      request.billingMode(BillingMode.PAY_PER_REQUEST);
    } else {
      request.provisionedThroughput(
          t -> t.readCapacityUnits(billing.readUnits()).writeCapacityUnits(billing.writeUnits()));
    }
    return request.build();
  }

  private static AttributeDefinition string(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  private void awaitReady(TableSpec table) {
    for (long waited = 0; waited < PATIENCE.toMillis(); waited += POLL.toMillis()) {
      TableDescription found = await(describe(table));
      if (isReady(found)) {
        check(table, found);
        return;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    throw unusable("table " + table.name() + " is still being created after 60 s -> start again");
  }

  /** Only a cleaner: expired items are also filtered on read, so a store without TTL is fine. */
  private void enableExpiry(TableSpec table) {
    if (table.expiryName() == null) {
      return;
    }
    try {
      pool.request(
              "TTL of " + table.name(),
              c ->
                  c.updateTimeToLive(
                      b ->
                          b.tableName(table.name())
                              .timeToLiveSpecification(
                                  s -> s.attributeName(table.expiryName()).enabled(true))))
          .join();
    } catch (CompletionException e) {
      LOG.warn("table {} is not cleaned by TTL: {}", table.name(), e.getCause().getMessage());
    }
  }

  private static StorageException unusable(String text) {
    return new StorageException(StorageException.Kind.UNAVAILABLE, text);
  }
}
