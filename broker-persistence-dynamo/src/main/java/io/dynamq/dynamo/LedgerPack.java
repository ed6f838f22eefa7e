package io.dynamq.dynamo;

import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.store.StoredLedgerEntry;
import java.util.ArrayList;
import java.util.List;

/** Entries of one receiver that will be one item. Guarded by its {@link DynamoLedger}'s map. */
final class LedgerPack {
  private static final int FULL_BYTES = 16 << 10;
  private static final long FULL_MICROS = 10_000_000;

  final ItemKey key;
  final List<StoredLedgerEntry> entries = new ArrayList<>();
  private final long firstMicros;
  private int bytes;

  LedgerPack(ItemKey key, long firstMicros) {
    this.key = key;
    this.firstMicros = firstMicros;
  }

  boolean hasRoom(int more, long micros) {
    return bytes + more <= FULL_BYTES && micros - firstMicros < FULL_MICROS;
  }

  void add(StoredLedgerEntry entry, int size) {
    entries.add(entry);
    bytes += size;
  }

  void removeLast(int size) {
    entries.remove(entries.size() - 1);
    bytes -= size;
  }

  int bytes() {
    return bytes;
  }

  /** What it counts for, once. */
  int takeBytes() {
    int taken = bytes;
    bytes = 0;
    return taken;
  }

  /** How far before a time a pack may begin that has entries from then on. */
  static long begunBefore(long micros) {
    return Math.max(0, micros - FULL_MICROS);
  }
}
