package io.dynamq.dynamo;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.work.Worker;
import io.dynamq.store.StorageException;
import io.dynamq.time.Time;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Tells other nodes that this one lives, and this one who else does: a row each, renewed in time. */
final class NodeRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRegistry.class);

  /** Longer than a request with all its repetitions takes. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final MetaTable table;
  private final DynamoPool pool;
  private final TableReader reader;
  private final String self;
  private final Time time;
  private final Duration lease;
  private final String boot;
  private final Worker heart;

  NodeRegistry(MetaTable table, DynamoPool pool, String self, Time time, Duration lease) {
    this.table = table;
    this.pool = pool;
    this.reader = new TableReader(pool);
    this.self = self;
    this.time = time;
    this.lease = lease;
    RandomGenerator random = pool.hands().random();
    boot = new UUID(random.nextLong(), random.nextLong()).toString();
    heart = pool.hands().worker("dynamo-heartbeat", this::beatOrLog, 0);
  }

  String self() {
    return self;
  }

  /** Checks the layout's version and registers; blocks until both are done. */
  void join() {
    try {
      checkSchema();
      done(beat());
    } catch (CompletionException e) {
      throw (StorageException) e.getCause();
    }
    long period = lease.toNanos() / 3;
    heart.start(period);
  }

  private void checkSchema() {
    Map<String, AttributeValue> row =
        done(
                pool.request(
                    "reading " + table.spec.name(),
                    c ->
                        c.getItem(
                            b ->
                                b.tableName(table.spec.name())
                                    .key(table.schemaKey())
                                    .consistentRead(true))))
            .item();
    if (row.isEmpty()) {
      done(
          pool.request(
              "writing " + table.spec.name(),
              c -> c.putItem(b -> b.tableName(table.spec.name()).item(table.schemaItem()))));
    } else if (table.schema(row) != MetaTable.SCHEMA) {
      throw new StorageException(
          StorageException.Kind.CORRUPT,
          "the tables have layout version " + table.schema(row) + ", this program knows "
              + MetaTable.SCHEMA + " -> use the matching release or another table prefix");
    }
  }

  /** Nanoseconds until the next. */
  private long beatOrLog() {
    beat()
        .exceptionally(
            error -> {
              LOG.warn("cannot renew the lease of node {}: {}", self, error.getMessage());
              return null;
            });
    return lease.toNanos() / 3;
  }

  private CompletableFuture<Void> beat() {
    return pool.request(
            "writing " + table.spec.name(),
            c -> c.updateItem(table.beat(self, boot, time.epochMillis() + lease.toMillis())))
        .thenApply(answer -> null);
  }

  /** Names of the other nodes whose lease has not run out. */
  CompletableFuture<Set<String>> liveElsewhere() {
    Set<String> live = new HashSet<>();
    return reader
        .scan(
            table.spec,
            row -> {
              if (table.isLiveNode(row, time.epochMillis()) && !table.node(row).equals(self)) {
                live.add(table.node(row));
              }
            })
        .thenApply(done -> live);
  }

  /** Gives the name up, so that others may serve its sessions at once. */
  void leave() {
    heart.stop();
    done(
        pool.request(
            "leaving",
            c -> c.deleteItem(b -> b.tableName(table.spec.name()).key(table.nodeKey(self))))
        .thenAccept(answer -> {})
        .exceptionally(
            error -> {
              LOG.warn("cannot release the lease of node {}: {}", self, error.getMessage());
              return null;
            }));
  }

  /** The answer, waited for. */
  private <T> T done(CompletableFuture<T> request) {
    try {
      pool.hands().await(request, PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!request.isDone()) {
      throw new StorageException(
          StorageException.Kind.UNAVAILABLE, "no answer from " + table.spec.name());
    }
    return request.join();
  }
}
