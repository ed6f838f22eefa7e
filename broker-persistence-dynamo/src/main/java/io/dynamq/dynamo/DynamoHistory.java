package io.dynamq.dynamo;

import io.dynamq.dynamo.work.Worker;
import io.dynamq.dynamo.writebehind.Item;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.observe.Metric;
import io.dynamq.store.Durability;
import io.dynamq.store.HistoryEvent;
import io.dynamq.store.HistoryStore;
import io.dynamq.time.Time;
import io.dynamq.topic.TopicName;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history in {@code mqb_history}. Whoever notes something only puts it into a ring; a worker packs
 * what is there once a second into one item, or several if it is much. What is not flushed is bounded;
 * what finds no room is counted, and the next item says so.
 */
final class DynamoHistory implements HistoryStore {
  private static final Logger LOG = LoggerFactory.getLogger(DynamoHistory.class);
  private static final int RING = 1 << 17;
  private static final int PACK_BYTES = 256 << 10;
  private static final long UNFLUSHED_MAX = 8 << 20;
  private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Shared shared;
  private final HistoryTable table;
  private final HistorySettings settings;
  private final Time time;
  private final Worker worker;
  private final HistoryRows rows;
  private final EventRing<HistoryEvent> ring;
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong unflushed = new AtomicLong();
  private final ConcurrentLinkedQueue<CompletableFuture<Void>> waiting =
      new ConcurrentLinkedQueue<>();
  private final String tag;
  private long packs;
  private long toldHour = -1;

  DynamoHistory(Shared shared, HistorySettings settings, Time time) {
    this.shared = shared;
    this.table = shared.tables().history();
    this.settings = settings;
    this.time = time;
    this.rows = new HistoryRows(shared, time);
    this.ring = new EventRing<>(settings.enabled() ? RING : 1);
    this.tag = "%08x".formatted(shared.pool().hands().random().nextInt());
    this.worker = shared.pool().hands().worker("dynamo-history", this::turn, TURN_NANOS / 10);
  }

  /** Begins to write. */
  void start() {
    if (settings.enabled()) {
      worker.start(TURN_NANOS);
    }
  }

  @Override
  public boolean isEnabled() {
    return settings.enabled();
  }

  @Override
  public boolean recordsMessages() {
    return settings.enabled() && !settings.topics().isEmpty();
  }

  @Override
  public boolean records(TopicName topic) {
    return settings.records(topic);
  }

  @Override
  public void note(HistoryEvent event) {
    if (settings.enabled() && !ring.add(event)) {
      lost.incrementAndGet();
    }
  }

  /** On the worker; nanoseconds until the next. */
  private long turn() {
    List<CompletableFuture<Void>> asked = List.copyOf(waiting);
    waiting.removeAll(asked);
    try {
      drain();
    } catch (RuntimeException bug) {
      // There is a gap then, but what comes later is noted.
      LOG.error("the history cannot be written", bug);
      shared.meters().count(Metric.BUGS);
    }
    asked.forEach(each -> each.complete(null));
    return TURN_NANOS;
  }

  private void drain() {
    HistoryPack pack = new HistoryPack();
    // Not what comes meanwhile: that is the next turn's.
    for (long left = ring.size(); left > 0; left--) {
      HistoryEvent event = ring.poll();
      if (event == null) {
        break;
      }
      pack.add(event);
      if (pack.bytes() >= PACK_BYTES) {
        write(pack);
        pack = new HistoryPack();
      }
    }
    long gone = lost.getAndSet(0);
    if (gone > 0) {
      shared.meters().count(Metric.HISTORY_LOST, gone);
      pack.add(
          HistoryEvent.ofMessage(
              HistoryEvent.Kind.LOST, time.epochMicros(), null, shared.node(), null, gone));
    }
    if (!pack.isEmpty()) {
      write(pack);
    }
  }

  private void write(HistoryPack pack) {
    int bytes = pack.bytes();
    if (unflushed.get() + bytes > UNFLUSHED_MAX) {
      lost.addAndGet(pack.count());
      return;
    }
    tellNode();
    ItemKey key =
        table.key(shared.node(), pack.firstMicros(), tag + Long.toHexString(++packs));
    unflushed.addAndGet(bytes);
    Item item =
        new Item(
            table.item(key, pack, settings.retention()),
            List.of(),
            () -> unflushed.addAndGet(-bytes));
    CompletableFuture<Void> accepted =
        shared.writeBehind().put(Stage.CONTENT, key, () -> item, bytes, Durability.MEMORY);
    if (accepted.isCompletedExceptionally()) {
      unflushed.addAndGet(-bytes);
      lost.addAndGet(pack.count());
    } else {
      shared.meters().count(Metric.HISTORY_EVENTS, pack.count());
    }
  }

  /** Readers must find nodes that are long gone; once an hour is enough for that. */
  private void tellNode() {
    long now = time.epochMicros();
    long hour = TimeUnit.MICROSECONDS.toHours(now);
    if (hour != toldHour) {
      toldHour = hour;
      Item item = Item.of(table.node(shared.node(), now, settings.retention()));
      shared
          .writeBehind()
          .put(
              Stage.CONTENT, table.nodeKey(shared.node()), () -> item, 200, Durability.MEMORY);
    }
  }

  @Override
  public CompletableFuture<Void> read(long fromMicros, Consumer<HistoryEvent> receiver) {
    long oldest = time.epochMicros() - TimeUnit.SECONDS.toMicros(settings.retention().toSeconds());
    return written().thenCompose(done -> rows.read(Math.max(fromMicros, oldest), receiver));
  }

  /** Completes when what was noted before is in the store. */
  private CompletableFuture<Void> written() {
    if (!settings.enabled()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> packed = new CompletableFuture<>();
    waiting.add(packed);
    worker.wake();
    return packed.thenCompose(
        done ->
            CompletableFuture.allOf(
                shared.writeBehind().peek(table.spec).keySet().stream()
                    .map(shared.writeBehind()::flush)
                    .toArray(CompletableFuture[]::new)));
  }

  /** Packs what is left; before the write-behind is closed. */
  void close() {
    if (!settings.enabled()) {
      return;
    }
    worker.stop();
    try {
      worker.awaitEnd();
      drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
