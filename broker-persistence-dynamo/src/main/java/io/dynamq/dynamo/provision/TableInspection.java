package io.dynamq.dynamo.provision;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.TableSetup;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.store.Provisioning.Finding;
import io.dynamq.store.StorageException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** Looks at tables as they are. */
final class TableInspection {
  private static final String MAKE = "bin/broker_ctl tables create";

  private final DynamoPool pool;

  TableInspection(DynamoPool pool) {
    this.pool = pool;
  }

  /**
   * One finding for each table, in their order. Blocks.
   *
   * @throws StorageException if the store cannot be asked
   */
  List<Finding> of(List<TableSpec> tables) {
    try {
      List<CompletableFuture<Finding>> all = tables.stream().map(this::look).toList();
      return all.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      throw (StorageException) e.getCause();
    }
  }

  private CompletableFuture<Finding> look(TableSpec table) {
    return pool.request(
            "table " + table.name(), c -> c.describeTable(b -> b.tableName(table.name())))
        .thenCompose(answer -> judge(table, answer.table()))
        .exceptionally(thrown -> missing(table, thrown));
  }

  private static Finding missing(TableSpec table, Throwable thrown) {
    Throwable error = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (error.getCause() instanceof ResourceNotFoundException) {
      return Finding.fault(table.name(), "missing", MAKE);
    }
    throw new CompletionException(error);
  }

  private CompletableFuture<Finding> judge(TableSpec table, TableDescription found) {
    String actual = TableSetup.keyText(found);
    if (!actual.equals(table.keyText())) {
      return CompletableFuture.completedFuture(
          Finding.fault(
              table.name(),
              "has the key " + actual + ", expected " + table.keyText(),
              "rename the table or choose another table prefix"));
    }
    if (found.tableStatus() != TableStatus.ACTIVE) {
      return CompletableFuture.completedFuture(
          Finding.fault(table.name(), "is " + found.tableStatusAsString(), "wait until it is ACTIVE"));
    }
    if (table.expiryName() == null) {
      return CompletableFuture.completedFuture(good(table, ""));
    }
    return pool.request(
            "TTL of " + table.name(), c -> c.describeTimeToLive(b -> b.tableName(table.name())))
        .thenApply(answer -> expiry(table, answer.timeToLiveDescription()));
  }

  private static Finding expiry(TableSpec table, TimeToLiveDescription found) {
    boolean enabled =
        found != null
            && table.expiryName().equals(found.attributeName())
            && (found.timeToLiveStatus() == TimeToLiveStatus.ENABLED
                || found.timeToLiveStatus() == TimeToLiveStatus.ENABLING);
    return enabled
        ? good(table, ", TTL by " + table.expiryName())
        : Finding.hint(
            table.name(),
            "has no TTL by " + table.expiryName() + ", so what has expired stays",
            "aws dynamodb update-time-to-live --table-name " + table.name()
                + " --time-to-live-specification AttributeName=" + table.expiryName()
                + ",Enabled=true");
  }

  private static Finding good(TableSpec table, String more) {
    return Finding.good(table.name(), "ok, " + table.keyText() + more);
  }
}
