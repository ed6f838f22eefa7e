package io.dynamq.dynamo.writebehind;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.work.Hands;
import io.dynamq.message.ClientId;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.StorageException;
import io.dynamq.store.StorageHealth;
import io.dynamq.time.Time;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Accepts the wanted state of items on any thread without blocking, and brings it to DynamoDB.
 *
 * <p>The future of each call completes when its durability holds: MEMORY at once; STORE when
 * DynamoDB has acknowledged this or a newer state of the key, which then does not wait for the hold
 * window (but see {@link Leased#create}), and the lease, if it needs one, was found valid after that. WAL is the caller's to keep and
 * is taken for MEMORY here; what {@link #oldestGeneration} says lets the log be truncated. Futures fail with a {@link StorageException}: THROTTLED
 * when the bound is reached, CORRUPT when DynamoDB refuses the item for good, FENCED when an
 * update's condition does not hold or a lease is void. An outage fails nothing: state waits here
 * until the store is back.
 *
 * <p>Deletes, set removals and updates are accepted even at the bound, for they make room or are
 * few; new content is not.
 */
public final class WriteBehind implements AutoCloseable {
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);
  static final Write DELETE = new Write.Delete();

  private static final Ownership NOBODY_OWNS =
      new Ownership() {
        @Override
        public CompletableFuture<Set<Lease>> voided(
            Set<Lease> leases, Consumer<Set<Lease>> early) {
          return CompletableFuture.completedFuture(Set.of());
        }

        @Override
        public void fenced(Lease lease) {
          throw new IllegalStateException("no lease is ever void here");
        }

        @Override
        public void settled(Lease lease) {}
      };

  private final WriteBehindSettings settings;
  private final Time time;
  private final Meters meters;
  private final WriteAhead log;
  private final DirtyMap dirty = new DirtyMap();
  private final Flusher flusher;
  private final Hands hands;
  private final CompletableFuture<Void> full;
  private volatile boolean closed;

  /** Starts the flusher, without a write-ahead log and leases. */
  public WriteBehind(DynamoPool pool, WriteBehindSettings settings, Time time, Meters meters) {
    this(pool, settings, time, meters, WriteAhead.NONE, NOBODY_OWNS);
  }

  /** The same with a log; see the other constructor. */
  public WriteBehind(
      DynamoPool pool,
      WriteBehindSettings settings,
      Time time,
      Meters meters,
      WriteAhead log) {
    this(pool, settings, time, meters, log, NOBODY_OWNS);
  }

  /**
   * Starts the flusher.
   *
   * @param log what is accepted is handed to it after that, and written when it has forced it
   * @param ownership asked about everything that comes through {@link #under}
   */
  public WriteBehind(
      DynamoPool pool,
      WriteBehindSettings settings,
      Time time,
      Meters meters,
      WriteAhead log,
      Ownership ownership) {
    this.settings = settings;
    this.time = time;
    this.meters = meters;
    this.log = log;
    hands = pool.hands();
    full =
        CompletableFuture.failedFuture(
            new StorageException(
                StorageException.Kind.THROTTLED,
                "the bound of unflushed state is reached (" + settings.maxEntries() + " entries, "
                    + settings.maxBytes() + " bytes): the store is too slow or away"));
    Sender sender = new Sender(pool, meters, new FlushMeters(settings.name(), meters, time));
    flusher = new Flusher(dirty, sender, settings, time, meters, new Guards(log, ownership));
    pool.onOutcome(flusher::heard);
    gauges();
    flusher.start();
  }

  private void gauges() {
    String prefix = settings.name() + ".dirty.";
    meters.gauge(prefix + "entries", dirty::count);
    meters.gauge(prefix + "bytes", dirty::bytes);
    meters.gauge(
        prefix + "oldest_ms",
        () -> {
          long now = time.nanos();
          return TimeUnit.NANOSECONDS.toMillis(now - flusher.oldestSinceNanos(now));
        });
  }

  /** The same for writes that need a valid lease. */
  public Leased under(Lease lease) {
    return new Leased(this, lease);
  }

  /**
   * Writes a whole item, replacing what the store may hold under this key.
   *
   * @param item called once on the flusher thread when the item is about to be written; null then
   *     means that nothing needs writing
   * @param bytes what it holds in memory, estimated
   */
  public CompletableFuture<Void> put(
      Stage stage, ItemKey key, Supplier<Item> item, int bytes, Durability durability) {
    return accept(stage, key, new Write.Put(item, bytes), false, durability);
  }

  /**
   * The same for a key that never was in the store: deleted before its first flush, it costs no
   * request at all. Count of such: {@code store.elided}.
   */
  public CompletableFuture<Void> create(
      Stage stage, ItemKey key, Supplier<Item> item, int bytes, Durability durability) {
    return accept(stage, key, new Write.Put(item, bytes), true, durability);
  }

  /** Deletes an item; one that does not exist is fine. */
  public CompletableFuture<Void> delete(ItemKey key, Durability durability) {
    return accept(Stage.DELETES, key, DELETE, false, durability);
  }

  /**
   * Adds members to a string set of an item, which is created if missing. All changes of a key
   * within a window become one request. A value must not be added again after it was removed and
   * flushed: added and removed within a window it leaves no trace.
   */
  public CompletableFuture<Void> addToSet(
      ItemKey key, String attribute, Set<String> values, Durability durability) {
    return accept(
        Stage.CONTENT, key, new Write.SetChange(attribute, values, Set.of()), false, durability);
  }

  /** Removes members from a string set; neither item nor member need exist. */
  public CompletableFuture<Void> removeFromSet(
      ItemKey key, String attribute, Set<String> values, Durability durability) {
    return accept(
        Stage.CONTENT, key, new Write.SetChange(attribute, Set.of(), values), false, durability);
  }

  /** Any other UpdateItem, absolute so that it may be repeated; the newest of a key wins. */
  public CompletableFuture<Void> update(
      Stage stage, ItemKey key, Write.Update update, Durability durability) {
    return accept(stage, key, update, false, durability);
  }

  private CompletableFuture<Void> accept(
      Stage stage, ItemKey key, Write write, boolean fresh, Durability durability) {
    return accept(key, new DirtyMap.Acceptance(stage, write, fresh, null, false), durability);
  }

  CompletableFuture<Void> accept(
      ItemKey key, DirtyMap.Acceptance acceptance, Durability durability) {
    if (closed) {
      return CompletableFuture.failedFuture(
          new StorageException(StorageException.Kind.UNAVAILABLE, "the store is closed"));
    }
    Write write = acceptance.write();
    if (isContent(write) && isFull(write.bytes())) {
      return full;
    }
    CompletableFuture<Void> future =
        durability == Durability.STORE ? new CompletableFuture<>() : null;
    DirtyMap.Moment now = new DirtyMap.Moment(log.generation(), time.nanos());
    // The flusher minds the time of those that may lapse once it has seen the first of them.
    boolean minded = acceptance.mayLapse() && dirty.line().dueIn(now.nanos()) != Long.MAX_VALUE;
    int elided = dirty.accept(key, acceptance, now, future);
    if (elided > 0) {
      meters.count(Metric.STORE_ELIDED, elided);
    }
    if (future != null && !minded || settings.hold().isZero()) {
      flusher.wake();
    }
    return future != null ? future : DONE;
  }

  private static boolean isContent(Write write) {
    return write instanceof Write.Put
        || write instanceof Write.SetChange change && !change.added().isEmpty();
  }

  /** Null if there is room for more content, else how it is refused; for updates that bring some. */
  public CompletableFuture<Void> refusal(int bytes) {
    return isFull(bytes) ? full : null;
  }

  private boolean isFull(int more) {
    return dirty.count() >= settings.maxEntries() || dirty.bytes() + more > settings.maxBytes();
  }

  /**
   * The newest unflushed state of a key. Look here before asking the store, and let what is found
   * win over the answer: then a read sees every write accepted before it.
   *
   * @return null if the store's state is the newest
   */
  public Write peek(ItemKey key) {
    return dirty.peek(key);
  }

  /** True if the store has the newest state of a key. */
  public boolean isClean(ItemKey key) {
    return dirty.entry(key) == null;
  }

  /** The same for all items under one partition key, of a table that has a sort key. */
  public boolean isClean(TableSpec table, String hash) {
    return dirty.isClean(table, hash);
  }

  /**
   * Somebody has read that a session is another node's: what is about to be sent under any lease is
   * to be looked up again. Any thread.
   */
  public void doubtLeases() {
    flusher.doubt();
  }

  /**
   * Whether somebody waits for something of this client's that the store has, until it is seen that
   * the lease it was written under was still good.
   */
  public boolean isAwaited(ClientId client) {
    return flusher.isAwaited(client);
  }

  /** The newest unflushed states of all items under one partition key, of a table that has a sort key. */
  public Map<ItemKey, Write> peek(TableSpec table, String hash) {
    return dirty.peek(table, hash);
  }

  /** The same for a whole table; looks at every dirty entry, so for scans only. */
  public Map<ItemKey, Write> peek(TableSpec table) {
    return dirty.peek(table);
  }

  /** Forgets the unflushed state of a key, whoever waits for it fails; for fenced owners. */
  public void drop(ItemKey key, StorageException cause) {
    dirty.drop(key, cause);
  }

  /** Completes when everything accepted before this call is acknowledged, refused or fenced. */
  public CompletableFuture<Void> flush() {
    return flush(key -> true);
  }

  /**
   * The same for the items of one table and what they need written before them, for whoever is
   * about to scan it: a long queue that waits in another table does not make him wait.
   */
  public CompletableFuture<Void> flush(TableSpec table) {
    return flush(key -> key.table().name().equals(table.name()));
  }

  private CompletableFuture<Void> flush(Predicate<ItemKey> which) {
    CompletableFuture<?>[] all =
        dirty.hurryAll(which).stream()
            .map(future -> future.exceptionally(error -> null))
            .toArray(CompletableFuture[]::new);
    flusher.wake();
    return CompletableFuture.allOf(all);
  }

  /** The same for one key; the entry does not wait for the hold window. */
  public CompletableFuture<Void> flush(ItemKey key) {
    CompletableFuture<Void> future = dirty.hurry(key);
    if (future == null) {
      return DONE;
    }
    flusher.wake();
    return future.exceptionally(error -> null);
  }

  /** Unflushed state as a share of its bound, 0.0 to 1.0. */
  public double pressure() {
    return flusher.pressure();
  }

  /** Whether requests get through, and the pressure. */
  public StorageHealth health() {
    String reason = flusher.outage();
    return new StorageHealth(reason.isEmpty(), reason, pressure());
  }

  /** The lowest generation that unflushed state was accepted in, Long.MAX_VALUE if all is flushed. */
  public long oldestGeneration() {
    return dirty.oldestGeneration();
  }

  /** Items that are not yet acknowledged. */
  public long unflushed() {
    return dirty.count();
  }

  /**
   * Refuses new state, flushes what is there and ends the flusher.
   *
   * @param deadline how long to try
   * @return how many items were left behind
   */
  public long close(Duration deadline) {
    closed = true;
    try {
      hands.await(flush(), deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    flusher.stop();
    return dirty.count();
  }

  /** As {@link #close(Duration)} with 30 s. */
  @Override
  public void close() {
    close(Duration.ofSeconds(30));
  }
}
