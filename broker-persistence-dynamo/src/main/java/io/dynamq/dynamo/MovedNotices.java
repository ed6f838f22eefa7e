package io.dynamq.dynamo;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.store.StorageException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells nodes which of their client ids this one has claimed. An item has an end, and each change is
 * paid by its size: where many are named already, or the name is long, the node is told only that
 * there are more, and all who find that out at the same time share one write. Any thread.
 */
final class MovedNotices {
  private static final Logger LOG = LoggerFactory.getLogger(MovedNotices.class);
  private static final int MAX_LENGTH = 256;

  private final MetaTable table;
  private final DynamoPool pool;
  private final Map<String, Marks> marks = new ConcurrentHashMap<>();

  /** One node's: the write under way and the one to come; guarded by this. */
  private static final class Marks {
    private CompletableFuture<Void> running;
    private CompletableFuture<Void> next;
  }

  MovedNotices(MetaTable table, DynamoPool pool) {
    this.table = table;
    this.pool = pool;
  }

  /** Completes when the node will know; nobody may be there to be told. */
  CompletableFuture<Void> tell(String node, String client) {
    Marks crowd = marks.get(node);
    return client.length() > MAX_LENGTH || crowd != null && isRunning(crowd)
        ? mark(node)
        : name(node, client);
  }

  private CompletableFuture<Void> name(String node, String client) {
    return pool.request("telling a node", c -> c.updateItem(table.moved(node, client)))
        .handle((answer, fault) -> fault)
        .thenCompose(
            fault -> {
              if (StorageException.isFenced(fault)) {
                return mark(node);
              }
              untold(node, client, fault);
              return CompletableFuture.completedFuture(null);
            });
  }

  private static boolean isRunning(Marks crowd) {
    synchronized (crowd) {
      return crowd.running != null;
    }
  }

  private CompletableFuture<Void> mark(String node) {
    Marks crowd = marks.computeIfAbsent(node, name -> new Marks());
    CompletableFuture<Void> mine = new CompletableFuture<>();
    synchronized (crowd) {
      if (crowd.running != null) {
        // One that was sent before this claim may be read before it.
        crowd.next = crowd.next == null ? mine : crowd.next;
        return crowd.next;
      }
      crowd.running = mine;
    }
    send(node, crowd, mine);
    return mine;
  }

  private void send(String node, Marks crowd, CompletableFuture<Void> mine) {
    pool.request("telling a node", c -> c.updateItem(table.movedMore(node)))
        .whenComplete(
            (answer, fault) -> {
              if (!StorageException.isFenced(fault)) {
                untold(node, "many clients", fault);
              }
              CompletableFuture<Void> after;
              synchronized (crowd) {
                after = crowd.next;
                crowd.running = after;
                crowd.next = null;
              }
              mine.complete(null);
              if (after != null) {
                send(node, crowd, after);
              }
            });
  }

  private static void untold(String node, String what, Throwable fault) {
    if (fault != null) {
      LOG.warn("node {} was not told that {} has moved: {}", node, what, fault.getMessage());
    }
  }
}
