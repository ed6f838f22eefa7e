package io.dynamq.dynamo;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.store.Lease;
import io.dynamq.store.StorageException;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Raises the epochs of session rows that change their owner without a CONNECT: a conditional write
 * each, few at a time, for many sessions may be adopted at once. Any thread.
 */
final class Adoptions {
  /** Requests under way; the rest of the connections is for others. */
  private static final int LANES = 8;

  private final SessionTable table;
  private final DynamoPool pool;
  private final NodeRegistry nodes;

  Adoptions(SessionTable table, DynamoPool pool, NodeRegistry nodes) {
    this.table = table;
    this.pool = pool;
    this.nodes = nodes;
  }

  /**
   * Makes rows these leases' own.
   *
   * @param leases with {@link Lease#from}
   * @return those whose rows were not as the lease wants them: they are its own already, or
   *     another's; fails if the store does not answer
   */
  CompletableFuture<Set<Lease>> run(List<Lease> leases) {
    Set<Lease> refused = ConcurrentHashMap.newKeySet();
    Iterator<Lease> line = leases.iterator();
    CompletableFuture<?>[] lanes = new CompletableFuture<?>[Math.min(LANES, leases.size())];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = next(line, refused);
    }
    return CompletableFuture.allOf(lanes).thenApply(done -> refused);
  }

  private CompletableFuture<Void> next(Iterator<Lease> line, Set<Lease> refused) {
    Lease lease;
    synchronized (line) {
      if (!line.hasNext()) {
        return CompletableFuture.completedFuture(null);
      }
      lease = line.next();
    }
    ClaimStamp stamp = nodes.stamp();
    return pool.request(
            "adopting a session", c -> c.updateItem(table.adoption(lease, stamp)))
        .handle((answer, error) -> error)
        .thenCompose(
            error -> {
              if (error != null && !StorageException.isFenced(error)) {
                return CompletableFuture.failedFuture(error);
              }
              if (error != null) {
                refused.add(lease);
              }
              return next(line, refused);
            });
  }
}
