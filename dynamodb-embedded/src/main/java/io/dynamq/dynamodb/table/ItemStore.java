package io.dynamq.dynamodb.table;

import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.error.ErrorType;
import io.dynamq.dynamodb.storage.ItemCodec;
import io.dynamq.dynamodb.storage.KeyRange;
import io.dynamq.dynamodb.storage.RocksStore;
import io.dynamq.dynamodb.storage.WriteSet;
import io.dynamq.dynamodb.value.Item;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and atomically changes items.
 *
 * <p>A change reads the item, decides and writes while it holds the item's lock, so conditions are
 * judged against the state they replace. Several changes are applied as one: all or none. Readers
 * take no lock, because the store shows them whole writes only.
 */
public final class ItemStore {

  private final RocksStore store;
  private final Stripes stripes = new Stripes();

  /** Keeps items in the given store. */
  public ItemStore(RocksStore store) {
    this.store = store;
  }

  /** The item with this key, or null. */
  public StoredItem get(PrimaryKey key) {
    byte[] encoded = store.get(key.encoded());
    return encoded == null ? null : new StoredItem(encoded);
  }

  /** The items with these keys as of one moment, null where there is none. */
  public List<StoredItem> getAll(List<PrimaryKey> keys) {
    try (Stripes.Held held = stripes.lock(keys.stream().mapToInt(PrimaryKey::hashCode))) {
      List<StoredItem> found = new ArrayList<>(keys.size());
      keys.forEach(key -> found.add(get(key)));
      return found;
    }
  }

  /** Applies one change. */
  public Written write(Mutation mutation) {
    return writeAll(List.of(mutation), () -> {}).get(0);
  }

  /**
   * Applies changes of different items as one; the answers are in the same order.
   *
   * @param beforeCommit called after all changes have decided and before anything is written; may
   *     throw to leave everything as it is
   */
  public List<Written> writeAll(List<Mutation> mutations, Runnable beforeCommit) {
    try (Stripes.Held held = stripes.lock(mutations.stream().mapToInt(m -> m.key().hashCode()))) {
      WriteSet changes = new WriteSet();
      List<Written> results = new ArrayList<>(mutations.size());
      for (Mutation mutation : mutations) {
        results.add(plan(mutation, changes));
      }
      beforeCommit.run();
      store.write(changes);
      for (int i = 0; i < results.size(); i++) {
        count(mutations.get(i).table(), results.get(i));
      }
      return results;
    }
  }

  /** Opens a cursor over items; the caller closes it. */
  public ItemCursor cursor(KeyRange range, boolean forward) {
    return new ItemCursor(store.cursor(range, forward));
  }

  /** Runs an action while no write is under way. */
  void exclusively(Runnable action) {
    try (Stripes.Held held = stripes.lockAll()) {
      action.run();
    }
  }

  private Written plan(Mutation mutation, WriteSet changes) {
    if (mutation.table().isDropped()) {
      throw new ApiException(ErrorType.RESOURCE_NOT_FOUND, "Requested resource not found");
    }
    StoredItem before = get(mutation.key());
    Item after = mutation.change().apply(before);
    int oldSize = before == null ? 0 : before.sizeBytes();
    if (after == null) {
      if (before != null) {
        changes.delete(mutation.key().encoded());
      }
      return new Written(before, null, oldSize);
    }
    if (before != null && before.is(after)) {
      return new Written(before, after, oldSize);
    }
    int newSize = after.sizeBytes();
    changes.put(mutation.key().encoded(), ItemCodec.encode(after, newSize));
    return new Written(before, after, Math.max(oldSize, newSize));
  }

  private static void count(Table table, Written written) {
    int oldSize = written.before() == null ? 0 : written.before().sizeBytes();
    int newSize = written.after() == null ? 0 : written.after().sizeBytes();
    int items = (written.after() == null ? 0 : 1) - (written.before() == null ? 0 : 1);
    table.count(items, (long) newSize - oldSize);
  }
}
