package io.dynamq.dynamo.writebehind;

import io.dynamq.dynamo.client.TableSpec;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** Which keys of tables with a sort key are dirty, by partition key and in order. Any thread. */
final class Partitions {
  private record Partition(String table, String hash) {}

  private static final Comparator<ItemKey> BY_RANGE = Comparator.comparing(ItemKey::range);

  /** A list if it is one key: so it is with a queue that is emptied as fast as it is filled. */
  private final ConcurrentHashMap<Partition, Collection<ItemKey>> dirty =
      new ConcurrentHashMap<>();

  void add(ItemKey key) {
    if (key.range() != null) {
      dirty.compute(partition(key.table(), key.hash()), (p, keys) -> with(keys, key));
    }
  }

  private static Collection<ItemKey> with(Collection<ItemKey> keys, ItemKey key) {
    if (keys == null) {
      return List.of(key);
    }
    Collection<ItemKey> all = keys;
    if (keys instanceof List) {
      all = new ConcurrentSkipListSet<>(BY_RANGE);
      all.addAll(keys);
    }
    all.add(key);
    return all;
  }

  void remove(ItemKey key) {
    if (key.range() != null) {
      dirty.computeIfPresent(
          partition(key.table(), key.hash()), (p, keys) -> without(keys, key));
    }
  }

  private static Collection<ItemKey> without(Collection<ItemKey> keys, ItemKey key) {
    if (keys instanceof List) {
      return keys.contains(key) ? null : keys;
    }
    keys.remove(key);
    return keys.isEmpty() ? null : keys;
  }

  boolean isClean(TableSpec table, String hash) {
    return !dirty.containsKey(partition(table, hash));
  }

  /** In order of their sort keys; weakly consistent. */
  Iterable<ItemKey> keys(TableSpec table, String hash) {
    Collection<ItemKey> keys = dirty.get(partition(table, hash));
    return keys == null ? List.of() : keys;
  }

  private static Partition partition(TableSpec table, String hash) {
    return new Partition(table.name(), hash);
  }
}
