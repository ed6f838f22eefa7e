package io.dynamq.store.memory;

import io.dynamq.message.ClientId;
import io.dynamq.store.LedgerEntry;
import io.dynamq.store.LedgerStore;
import io.dynamq.store.StoredLedgerEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The ledger in memory: the newest entries, up to a bound. */
final class MemoryLedger implements LedgerStore {
  private static final int ENTRIES_MAX = 100_000;

  private final ConcurrentSkipListMap<String, StoredLedgerEntry> byId =
      new ConcurrentSkipListMap<>();
  private final AtomicInteger number = new AtomicInteger();

  @Override
  public boolean isEnabled() {
    return true;
  }

  @Override
  public void add(LedgerEntry entry) {
    String id = "%016x.%08x".formatted(entry.atMicros(), number.incrementAndGet());
    int bytes = entry.delivery().message().payload().length;
    byId.put(id, new StoredLedgerEntry(id, entry, true, bytes, false));
    if (byId.size() > ENTRIES_MAX) {
      byId.pollFirstEntry();
    }
  }

  @Override
  public CompletableFuture<Page> read(ClientId receiver, long fromMicros, String after) {
    List<StoredLedgerEntry> found = new ArrayList<>();
    for (StoredLedgerEntry each : byId.values()) {
      if (isOf(receiver, each) && each.entry().atMicros() >= fromMicros) {
        found.add(each);
      }
    }
    return CompletableFuture.completedFuture(new Page(found, null));
  }

  private static boolean isOf(ClientId receiver, StoredLedgerEntry each) {
    return receiver == null || receiver.equals(each.entry().receiver());
  }

  @Override
  public CompletableFuture<Void> markRedelivered(StoredLedgerEntry entry) {
    byId.computeIfPresent(
        entry.id(),
        (id, old) ->
            new StoredLedgerEntry(id, old.entry(), old.complete(), old.payloadBytes(), true));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Long> purge(ClientId receiver, long beforeMicros) {
    long gone = 0;
    for (StoredLedgerEntry each : byId.values()) {
      if (isOf(receiver, each)
          && each.entry().atMicros() < beforeMicros
          && byId.remove(each.id()) != null) {
        gone++;
      }
    }
    return CompletableFuture.completedFuture(gone);
  }
}
