package io.dynamq.dynamo;

import io.dynamq.dynamo.writebehind.Item;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageProperties;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.Durability;
import io.dynamq.store.LedgerEntry;
import io.dynamq.store.LedgerStore;
import io.dynamq.store.StoredLedgerEntry;
import io.dynamq.store.StoredMessage;
import io.dynamq.time.Time;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The ledger in {@code mqb_ledger}. Entries that come for one receiver within the hold window are
 * one item. What is not flushed is bounded by a share of the write-behind's bound, and all that
 * comes by {@link LedgerPace}.
 */
final class DynamoLedger implements LedgerStore {
  /** Of an item for one entry beside its message: names, list, numbers, key. */
  private static final int ENTRY_BYTES = 300;

  private final LedgerTable table;
  private final WriteBehind writeBehind;
  private final Journal journal;
  private final Meters meters;
  private final Time time;
  private final LedgerSettings settings;
  private final LedgerPace pace;
  private final LedgerRows rows;
  private final long unflushedMax;
  private final AtomicLong unflushed = new AtomicLong();
  private final Map<ClientId, LedgerPack> open = new ConcurrentHashMap<>();
  private final String tag;
  private final AtomicLong packs = new AtomicLong();

  /**
   * @param dirtyBytes the write-behind's bound, of which an eighth may be entries
   */
  DynamoLedger(Shared shared, LedgerSettings settings, Time time, long dirtyBytes) {
    table = shared.tables().ledger();
    tag = "%08x".formatted(shared.pool().hands().random().nextInt());
    writeBehind = shared.writeBehind();
    journal = shared.journal();
    meters = shared.meters();
    this.time = time;
    this.settings = settings;
    pace = new LedgerPace(settings.maxRate(), time::nanos);
    rows = new LedgerRows(shared, time);
    unflushedMax = dirtyBytes / 8;
  }

  @Override
  public boolean isEnabled() {
    return settings.enabled();
  }

  @Override
  public void add(LedgerEntry entry) {
    if (!settings.enabled()) {
      return;
    }
    StoredLedgerEntry kept = bounded(entry);
    int size = ENTRY_BYTES + kept.entry().delivery().message().size();
    boolean accepted =
        unflushed.get() + size <= unflushedMax && pace.allows(size) && accept(kept, size);
    meters.count(accepted ? Metric.LEDGER_ENTRIES : Metric.LEDGER_GIVEN_UP);
    if (accepted) {
      journal.noted(new Logged.Undelivered(kept));
    }
  }

  /**
   * What the log has; it was bounded when it was new. Where the store has it too, readers see it
   * twice.
   */
  CompletableFuture<Void> replayed(StoredLedgerEntry entry) {
    int size = ENTRY_BYTES + entry.entry().delivery().message().size();
    return unflushed.get() + size <= unflushedMax && accept(entry, size)
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(DynamoRetained.THROTTLED);
  }

  /** Without payload and properties if it is large. */
  private StoredLedgerEntry bounded(LedgerEntry entry) {
    StoredMessage delivery = entry.delivery();
    Message message = delivery.message();
    int bytes = message.payload().length;
    if (message.size() <= settings.maxMessage()) {
      return new StoredLedgerEntry("", entry, true, bytes, false);
    }
    Message bare =
        new Message(
            message.id(), message.topic(), message.qos(), message.retain(), new byte[0],
            MessageProperties.NONE, message.sender(), message.arrivedMicros(),
            message.expiresAtMillis());
    StoredMessage without =
        new StoredMessage(
            delivery.position(), bare, delivery.qos(), delivery.retain(),
            delivery.subscriptionIdentifiers(), delivery.sharedGroup());
    return new StoredLedgerEntry("", entry.with(without), false, bytes, false);
  }

  private boolean accept(StoredLedgerEntry entry, int size) {
    boolean[] accepted = new boolean[1];
    open.compute(
        entry.entry().receiver(),
        (receiver, pack) -> {
          LedgerPack into =
              pack != null && pack.hasRoom(size, entry.entry().atMicros())
                  ? pack
                  : begun(entry.entry());
          into.add(entry, size);
          accepted[0] = put(receiver, into);
          if (accepted[0]) {
            unflushed.addAndGet(size);
            return into;
          }
          into.removeLast(size);
          return pack;
        });
    return accepted[0];
  }

  private LedgerPack begun(LedgerEntry first) {
    String unique = tag + Long.toHexString(packs.incrementAndGet());
    return new LedgerPack(
        table.key(first.receiver(), first.atMicros(), unique), first.atMicros());
  }

  private boolean put(ClientId receiver, LedgerPack pack) {
    CompletableFuture<Void> accepted =
        writeBehind.put(
            Stage.CONTENT,
            pack.key,
            () -> seal(receiver, pack),
            pack.bytes(),
            Durability.MEMORY);
    return !accepted.isCompletedExceptionally();
  }

  /** On the flusher thread; from then on the pack takes no more. */
  private Item seal(ClientId receiver, LedgerPack pack) {
    // Waits for an addition under way, so what is encoded is whole.
    open.computeIfPresent(receiver, (same, current) -> current == pack ? null : current);
    return new Item(
        table.item(pack, settings.retention()).attributes(),
        List.of(),
        () -> unflushed.addAndGet(-pack.takeBytes()));
  }

  @Override
  public CompletableFuture<Page> read(ClientId receiver, long fromMicros, String after) {
    CompletableFuture<?>[] flushes =
        writeBehind.peek(table.spec).keySet().stream()
            .map(writeBehind::flush)
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(flushes).thenCompose(
        done ->
            receiver == null
                ? rows.scan(fromMicros, after)
                : rows.query(receiver, fromMicros, after));
  }

  @Override
  public CompletableFuture<Void> markRedelivered(StoredLedgerEntry entry) {
    ItemKey key = table.keyOf(entry);
    return writeBehind.addToSet(
        key, "u", Set.of(LedgerTable.placeOf(entry)), Durability.STORE);
  }

  @Override
  public CompletableFuture<Long> purge(ClientId receiver, long beforeMicros) {
    return purge(receiver, beforeMicros, null, 0);
  }

  private CompletableFuture<Long> purge(
      ClientId receiver, long beforeMicros, String after, long gone) {
    return read(receiver, 0, after)
        .thenCompose(
            page -> {
              long now = gone + rows.delete(page.entries(), beforeMicros);
              return page.next() == null
                  ? CompletableFuture.completedFuture(now)
                  : purge(receiver, beforeMicros, page.next(), now);
            });
  }
}
