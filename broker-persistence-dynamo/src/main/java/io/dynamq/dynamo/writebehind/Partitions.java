package io.dynamq.dynamo.writebehind;

import io.dynamq.dynamo.client.TableSpec;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** Which keys of tables with a sort key are dirty, by partition key and in order. Any thread. */
final class Partitions {
  private record Partition(String table, String hash) {}

  private final ConcurrentHashMap<Partition, NavigableSet<ItemKey>> dirty =
      new ConcurrentHashMap<>();

  void add(ItemKey key) {
    if (key.range() != null) {
      dirty.compute(
          partition(key.table(), key.hash()),
          (p, keys) -> {
            NavigableSet<ItemKey> all =
                keys == null
                    ? new ConcurrentSkipListSet<>(Comparator.comparing(ItemKey::range))
                    : keys;
            all.add(key);
            return all;
          });
    }
  }

  void remove(ItemKey key) {
    if (key.range() != null) {
      dirty.computeIfPresent(
          partition(key.table(), key.hash()),
          (p, keys) -> {
            keys.remove(key);
            return keys.isEmpty() ? null : keys;
          });
    }
  }

  boolean isClean(TableSpec table, String hash) {
    return !dirty.containsKey(partition(table, hash));
  }

  /** In order of their sort keys; weakly consistent. */
  Iterable<ItemKey> keys(TableSpec table, String hash) {
    NavigableSet<ItemKey> keys = dirty.get(partition(table, hash));
    return keys == null ? List.of() : keys;
  }

  private static Partition partition(TableSpec table, String hash) {
    return new Partition(table.name(), hash);
  }
}
