package io.dynamq.dynamo;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.store.StorageException;
import io.dynamq.time.Time;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The other nodes of the same tables, and who takes over what a dead one left.
 *
 * <p>At the start a node counts as dead when its row says so by the clock. While this node runs it
 * counts as dead when its row was read again and again for a whole lease without a change: clocks
 * that differ do not matter then. Either way a conditional write on its row decides who takes over.
 * Looks are made one at a time; readings are for any thread.
 */
final class Neighbourhood {
  private static final Logger LOG = LoggerFactory.getLogger(Neighbourhood.class);

  private final MetaTable table;
  private final DynamoPool pool;
  private final TableReader reader;
  private final String self;
  private final Time time;
  private final long leaseMillis;
  private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();

  /** What this node has taken over and the store does not say of every row yet. */
  private final Map<String, Long> taken = new ConcurrentHashMap<>();

  private CompletableFuture<Map<String, Long>> claiming =
      CompletableFuture.completedFuture(Map.of());
  private volatile CompletableFuture<Void> inheriting = CompletableFuture.completedFuture(null);

  /** A node's row and when it was first read as it is. */
  private record Sighting(NodeRow row, long sinceNanos) {}

  Neighbourhood(MetaTable table, DynamoPool pool, String self, Time time, long leaseMillis) {
    this.table = table;
    this.pool = pool;
    this.reader = new TableReader(pool);
    this.self = self;
    this.time = time;
    this.leaseMillis = leaseMillis;
  }

  /** Whether no other node has a row. */
  boolean isEmpty() {
    return sightings.isEmpty();
  }

  /** Whether a node lives, by its row and the clock. */
  boolean isAlive(String node) {
    Sighting sighting = sightings.get(node);
    return node.equals(self)
        || sighting != null && sighting.row.untilMillis() > time.epochMillis();
  }

  /** Reads what the others' rows say now. */
  CompletableFuture<Void> look() {
    return pool.request(
            "reading " + table.spec.name(),
            c ->
                c.getItem(
                    b ->
                        b.tableName(table.spec.name())
                            .key(table.nodesKey())
                            .consistentRead(true)))
        .thenCompose(
            answer -> {
              List<Map<String, AttributeValue>> keys = new ArrayList<>();
              for (String name : table.names(answer.item())) {
                if (!name.equals(self)) {
                  keys.add(table.nodeKey(name));
                }
              }
              return reader.get(table.spec, keys);
            })
        .thenAccept(this::sighted);
  }

  private void sighted(List<Map<String, AttributeValue>> rows) {
    long now = time.nanos();
    Map<String, Sighting> next = new HashMap<>();
    for (Map<String, AttributeValue> item : rows) {
      NodeRow row = table.read(item);
      if (row != null && !row.name().equals(self)) {
        Sighting last = sightings.get(row.name());
        boolean isSame = last != null && !row.livedSince(last.row);
        next.put(row.name(), new Sighting(row, isSame ? last.sinceNanos : now));
      }
    }
    sightings.keySet().retainAll(next.keySet());
    sightings.putAll(next);
  }

  // ---- at the start

  /**
   * Takes over every node that is dead by the clock. Reads the whole of this small table, for rows
   * of older versions are not on the list.
   *
   * @return of each node that has a row, through which incarnation it is this node's; -1: it is not
   */
  synchronized CompletableFuture<Map<String, Long>> claimDead() {
    // One after the other, or the second would think that somebody else was faster.
    claiming =
        claiming.handle((mine, error) -> null).thenCompose(before -> claimDeadNow());
    return claiming;
  }

  private CompletableFuture<Map<String, Long>> claimDeadNow() {
    List<Map<String, AttributeValue>> rows = new ArrayList<>();
    Map<String, Long> mine = new ConcurrentHashMap<>();
    return reader
        .scan(table.spec, rows::add)
        .thenCompose(
            done -> {
              sighted(rows);
              List<CompletableFuture<Void>> takes = new ArrayList<>();
              for (Sighting sighting : List.copyOf(sightings.values())) {
                NodeRow row = sighting.row;
                takes.add(
                    claimed(row, through(row, isAlive(row.name()), this::isAlive))
                        .thenAccept(through -> mine.put(row.name(), through)));
              }
              return CompletableFuture.allOf(takes.toArray(CompletableFuture[]::new));
            })
        .thenApply(done -> mine);
  }

  /** Tells nodes apart by one's way to find out. */
  private interface Living {
    boolean isAlive(String node);
  }

  /** Through which incarnation a row is to be taken over; -1: nothing is to be done. */
  private long through(NodeRow row, boolean isAlive, Living living) {
    if (row.by() == null) {
      return isAlive ? -1 : row.incarnation();
    }
    if (row.by().equals(self)) {
      return isAlive ? row.through() : row.incarnation();
    }
    boolean isServed = living.isAlive(row.by());
    return isServed ? -1 : isAlive ? row.through() : row.incarnation();
  }

  /** Through which incarnation it is this node's after all; -1: it is another's. */
  private CompletableFuture<Long> claimed(NodeRow row, long through) {
    if (through < 0 || self.equals(row.by()) && row.through() >= through) {
      if (through >= 0) {
        taken.put(row.name(), through);
      }
      return CompletableFuture.completedFuture(through);
    }
    return pool.request(
            "taking over node " + row.name(), c -> c.updateItem(table.take(row, self, through)))
        .handle(
            (answer, error) -> {
              if (error == null) {
                taken.put(row.name(), through);
                return CompletableFuture.completedFuture(through);
              }
              return StorageException.isFenced(error)
                  ? CompletableFuture.completedFuture(-1L)
                  : CompletableFuture.<Long>failedFuture(error);
            })
        .thenCompose(next -> next);
  }

  // ---- later

  /** What was taken over at the start is found by the sessions' own reading; makes it final. */
  void settle(Heir heir) {
    taken.forEach((node, through) -> inherit(node, through, heir));
  }

  /** Looks, and takes over one node whose lease has run out. */
  CompletableFuture<Void> watch(Heir heir) {
    return look()
        .thenCompose(
            done -> {
              if (!inheriting.isDone()) {
                return CompletableFuture.completedFuture(null);
              }
              for (Sighting sighting : List.copyOf(sightings.values())) {
                NodeRow row = sighting.row;
                long through = through(row, !isSilent(row.name()), name -> !isSilent(name));
                if (through >= 0) {
                  return claimed(row, through).thenAccept(won -> won(row.name(), won, heir));
                }
              }
              return CompletableFuture.completedFuture(null);
            });
  }

  private void won(String node, long through, Heir heir) {
    if (through >= 0) {
      LOG.warn("node {} is dead; this one takes over what it left", node);
      inherit(node, through, heir);
    }
  }

  /** Whether a node has no row, or it was read unchanged for a whole lease of it. */
  private boolean isSilent(String node) {
    Sighting sighting = sightings.get(node);
    if (sighting == null) {
      return !node.equals(self);
    }
    long lease = sighting.row.leaseMillis() > 0 ? sighting.row.leaseMillis() : leaseMillis;
    return TimeUnit.NANOSECONDS.toMillis(time.nanos() - sighting.sinceNanos) >= lease;
  }

  private void inherit(String node, long through, Heir heir) {
    inheriting =
        CompletableFuture.allOf(inheriting)
            .thenCompose(done -> heir.inherit(node, through))
            .thenCompose(done -> finish(node, through))
            .exceptionally(
                error -> {
                  LOG.warn("node {} is not wholly taken over, trying again: {}", node,
                      error.getMessage());
                  return null;
                });
  }

  /** Every row of it has another owner by now. */
  private CompletableFuture<Void> finish(String node, long through) {
    return pool.request(
            "forgetting node " + node, c -> c.deleteItem(table.forget(node, self, through)))
        .handle((answer, error) -> error)
        .thenCompose(
            error -> {
              if (error == null) {
                sightings.remove(node);
                return pool.request("listing", c -> c.updateItem(table.listed(node, false)));
              }
              return StorageException.isFenced(error)
                  ? pool.request("leaving node " + node, c -> c.updateItem(table.taken(node, self)))
                  : CompletableFuture.failedFuture(error);
            })
        .handle(
            (answer, error) -> {
              if (error != null && !StorageException.isFenced(error)) {
                throw new CompletionException(error);
              }
              taken.remove(node);
              return null;
            });
  }
}
