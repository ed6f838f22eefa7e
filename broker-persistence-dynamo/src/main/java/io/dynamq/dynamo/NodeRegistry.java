package io.dynamq.dynamo;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.work.FaultLog;
import io.dynamq.dynamo.work.SteadyTurn;
import io.dynamq.dynamo.work.Worker;
import io.dynamq.store.StorageException;
import io.dynamq.time.Time;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * This node's life among others: its row, renewed three times in a lease, and what it learns by
 * that. With each renewal comes what others have claimed from it; a renewal that is refused says
 * that it was taken for dead. What becomes of the others is {@link Neighbourhood}'s to watch.
 */
final class NodeRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRegistry.class);

  private static final int TRIES = 5;

  /** Longer than a request with all its repetitions takes. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final MetaTable table;
  private final DynamoPool pool;
  private final Time time;
  private final long leaseMillis;
  private final Neighbourhood others;
  private final MovedNotices notices;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean busy = new AtomicBoolean();
  private final FaultLog faults;
  private final Worker heart;
  private volatile NodeRow me;
  private volatile long renewedNanos;
  private volatile long foreignThrough = -1;
  private volatile Heir heir;
  private final AtomicLong claims = new AtomicLong();
  private volatile String trouble = "";

  NodeRegistry(MetaTable table, DynamoPool pool, String self, Time time, Duration lease) {
    this.table = table;
    this.pool = pool;
    this.time = time;
    this.leaseMillis = lease.toMillis();
    this.me = NodeRow.of(self, boot(), 0);
    this.heart = heart("dynamo-heartbeat");
    this.faults = new FaultLog("dynamo-heartbeat", pool.meters());
    this.notices = new MovedNotices(table, pool);
    this.others = new Neighbourhood(table, pool, self, time, leaseMillis);
  }

  private Worker heart(String name) {
    return pool.hands().worker(name, new SteadyTurn(name, this::turn, pool.meters()), 0);
  }

  private String boot() {
    RandomGenerator random = pool.hands().random();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  String self() {
    return me.name();
  }

  /** This node as rows name it. */
  NodeLife life() {
    return new NodeLife(me.name(), me.incarnation());
  }

  /** Of the next claim. */
  ClaimStamp stamp() {
    NodeRow row = me;
    return new ClaimStamp(life(), row.boot().substring(0, 8), claims.incrementAndGet());
  }

  /** Empty, or why this node may claim nothing. */
  String trouble() {
    return trouble;
  }

  /** Whether no other node has a row, as of the last look. */
  boolean isAlone() {
    return others.isEmpty();
  }

  /** Whether no other node can have taken this one for dead. */
  boolean isSure() {
    long age = TimeUnit.NANOSECONDS.toMillis(time.nanos() - renewedNanos);
    return trouble.isEmpty() && (isAlone() || age < leaseMillis);
  }

  /** Checks the layout's version and registers; blocks until both are done. */
  void join() {
    try {
      checkSchema();
      done(rejoinSurely(TRIES));
    } catch (CompletionException e) {
      throw (StorageException) e.getCause();
    }
    heart.start(periodNanos());
  }

  private long periodNanos() {
    return TimeUnit.MILLISECONDS.toNanos(Math.max(3, leaseMillis)) / 3;
  }

  private void checkSchema() {
    Map<String, AttributeValue> row = done(get(table.schemaKey()));
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

  private CompletableFuture<Map<String, AttributeValue>> get(Map<String, AttributeValue> key) {
    return pool.request(
            "reading " + table.spec.name(),
            c -> c.getItem(b -> b.tableName(table.spec.name()).key(key).consistentRead(true)))
        .thenApply(answer -> answer.item());
  }

  /** Begins a life. */
  private CompletableFuture<Void> rejoin() {
    return others
        .look()
        .thenCompose(looked -> get(table.nodeKey(self())))
        .thenCompose(row -> rejoin(row.isEmpty() ? null : table.read(row)));
  }

  /** Until it is not written to by others in between. */
  private CompletableFuture<Void> rejoinSurely(int tries) {
    return rejoin()
        .exceptionallyCompose(
            error ->
                StorageException.isFenced(error) && tries > 1
                    ? rejoinSurely(tries - 1)
                    : CompletableFuture.failedFuture(error));
  }

  private CompletableFuture<Void> rejoin(NodeRow before) {
    boolean isLeft = before != null && before.by() != null && others.isAlive(before.by());
    long last = Math.max(me.incarnation(), before == null ? 0 : before.incarnation());
    long asked = time.nanos();
    NodeRow next =
        NodeRow.of(
                self(), boot(), Math.max(last + 1, time.epochSeconds()))
            .aliveAt(time.epochMillis(), leaseMillis);
    return pool.request(
            "registering node " + self(), c -> c.updateItem(table.join(next, before, isLeft)))
        .thenCompose(
            joined -> pool.request("listing", c -> c.updateItem(table.listed(self(), true))))
        .thenAccept(
            listed -> {
              foreignThrough = isLeft ? before.through() : -1;
              seen.clear();
              renewedNanos = asked;
              me = next;
            });
  }

  /** Whose rows this node may serve; takes over what dead nodes have left, a write for each. */
  CompletableFuture<Estate> estate() {
    return others
        .claimDead()
        .thenApply(mineThrough -> new Estate(self(), foreignThrough, mineThrough));
  }

  /** From now on dead nodes are taken over as soon as their lease has run out. */
  void watch(Heir whom) {
    heir = whom;
    others.settle(whom);
  }

  /** Nanoseconds until the next. */
  private long turn() {
    if (trouble.isEmpty() && busy.compareAndSet(false, true)) {
      CompletableFuture<Void> beaten;
      try {
        beaten = beatAndLook();
      } catch (RuntimeException bug) {
        beaten = CompletableFuture.failedFuture(bug);
      }
      beaten.whenComplete((done, error) -> beaten(error));
    }
    return periodNanos();
  }

  private CompletableFuture<Void> beatAndLook() {
    return beat().thenCompose(alive -> heir == null ? others.look() : others.watch(heir));
  }

  private void beaten(Throwable error) {
    busy.set(false);
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    if (cause instanceof StorageException) {
      LOG.warn("cannot renew the lease of node {}: {}", self(), cause.getMessage());
    } else if (cause != null) {
      faults.tell(cause);
    }
  }

  private CompletableFuture<Void> beat() {
    long asked = time.nanos();
    NodeRow now = me.aliveAt(time.epochMillis(), leaseMillis);
    Set<String> looked = Set.copyOf(seen);
    return pool.request(
            "writing " + table.spec.name(), c -> c.updateItem(table.beat(now, looked)))
        .handle(
            (answer, error) -> {
              if (error == null) {
                renewedNanos = asked;
                seen.removeAll(looked);
                return moved(table.read(answer.attributes()));
              }
              return StorageException.isFenced(error)
                  ? expelled()
                  : CompletableFuture.<Void>failedFuture(error);
            })
        .thenCompose(next -> next);
  }

  private CompletableFuture<Void> moved(NodeRow row) {
    if (heir == null) {
      return CompletableFuture.completedFuture(null);
    }
    if (row.movedMore() > 0) {
      return heir.movedMore()
          .thenRun(() -> seen.addAll(row.moved()))
          .thenCompose(done -> looked(row.movedMore()));
    }
    return row.moved().isEmpty()
        ? CompletableFuture.completedFuture(null)
        : heir.moved(row.moved()).thenRun(() -> seen.addAll(row.moved()));
  }

  private CompletableFuture<Void> looked(long more) {
    return pool.request(
            "writing " + table.spec.name(), c -> c.updateItem(table.looked(self(), more)))
        .handle(
            (answer, error) -> {
              if (error != null && !StorageException.isFenced(error)) {
                throw new CompletionException(error);
              }
              return null;
            });
  }

  private CompletableFuture<Void> expelled() {
    return get(table.nodeKey(self()))
        .thenCompose(
            row -> {
              NodeRow now = row.isEmpty() ? null : table.read(row);
              if (heir != null) {
                heir.expelled();
              }
              if (now != null && !now.boot().equals(me.boot())) {
                trouble =
                    "another broker has started as node " + self()
                        + " on the same tables -> stop one, or give it another node.name";
                LOG.error("{}; this one serves no stored session any more", trouble);
                return CompletableFuture.completedFuture(null);
              }
              LOG.warn("node {} was taken for dead after {} ms of silence; it begins anew", self(),
                  TimeUnit.NANOSECONDS.toMillis(time.nanos() - renewedNanos));
              return rejoinSurely(TRIES);
            });
  }

  /** Tells a node that a client id is not its own any more; nobody may be there to be told. */
  CompletableFuture<Void> tell(String node, String client) {
    return notices.tell(node, client);
  }

  /** No more signs of life, for a store that could not be opened. */
  void fallSilent() {
    heart.stop();
  }

  /** Gives the name up: a node that starts may serve its sessions at once, others after a lease. */
  void leave() {
    heart.stop();
    done(
        pool.request("leaving", c -> c.updateItem(table.leave(me)))
        .thenAccept(answer -> {})
        .exceptionally(
            error -> {
              if (!StorageException.isFenced(error)) {
                LOG.warn("cannot release the lease of node {}: {}", self(), error.getMessage());
              }
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
