package io.dynamq.dynamo;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import io.dynamq.store.StorageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Asks the session rows who owns them. Any thread; answers on a reader's. */
final class OwnerLookup implements LeaseJudge.Rows {
  /** Rows that are written at once; the rest of the connections is for others. */
  private static final int AT_ONCE = 8;

  private final SessionTable table;
  private final DynamoPool pool;
  private final TableReader reader;
  private final NodeRegistry nodes;

  OwnerLookup(SessionTable table, DynamoPool pool, TableReader reader, NodeRegistry nodes) {
    this.nodes = nodes;
    this.table = table;
    this.pool = pool;
    this.reader = reader;
  }

  /** An epoch that was raised here only, and the lowest one that the row may have. */
  record Raised(Lease lease, long confirmed) {}

  @Override
  public CompletableFuture<Void> raise(List<Raised> all, Consumer<Lease> raised) {
    if (all.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    int now = Math.min(AT_ONCE, all.size());
    CompletableFuture<?>[] rows = new CompletableFuture<?>[now];
    for (int i = 0; i < now; i++) {
      rows[i] = raise(all.get(i), raised);
    }
    return CompletableFuture.allOf(rows)
        .thenCompose(done -> raise(all.subList(now, all.size()), raised));
  }

  private CompletableFuture<Void> raise(Raised one, Consumer<Lease> raised) {
    return pool.request(
            "claiming a session", c -> c.updateItem(table.claim(one.lease(), one.confirmed(), nodes.stamp())))
        .handle(
            (answer, fault) -> {
              if (fault == null) {
                raised.accept(one.lease());
              }
              return fault == null || StorageException.isFenced(fault) ? null : fault;
            })
        .thenCompose(
            fault ->
                fault == null
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(fault));
  }

  @Override
  public CompletableFuture<Map<String, SessionTable.Owner>> owners(
      Collection<ClientId> clients, Consumer<Map<String, SessionTable.Owner>> seen) {
    List<Map<String, AttributeValue>> keys = new ArrayList<>(clients.size());
    for (ClientId client : Set.copyOf(clients)) {
      keys.add(table.key(client).attributes());
    }
    return reader
        .get(table.spec, keys, part -> seen.accept(owners(part)))
        .thenApply(this::owners);
  }

  private Map<String, SessionTable.Owner> owners(List<Map<String, AttributeValue>> rows) {
    Map<String, SessionTable.Owner> owners = new HashMap<>();
    rows.forEach(row -> owners.put(table.hash(row), table.owner(row)));
    return owners;
  }
}
