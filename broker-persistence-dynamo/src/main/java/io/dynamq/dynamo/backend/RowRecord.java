package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.wal.LogRecord;
import io.dynamq.dynamo.writebehind.Item;
import io.dynamq.dynamo.writebehind.ItemKey;
import java.util.Set;
import java.util.function.Supplier;

/** What the backend's log says about one row; absolute, so that it may be replayed twice. */
abstract sealed class RowRecord extends LogRecord {
  private static final int OVERHEAD = 200;

  final ItemKey key;

  RowRecord(ItemKey key) {
    this.key = key;
  }

  @Override
  public int bytes() {
    return OVERHEAD;
  }

  /** The whole row. */
  static final class Put extends RowRecord {
    final Supplier<Item> item;
    private final int bytes;

    Put(ItemKey key, Supplier<Item> item, int bytes) {
      super(key);
      this.item = item;
      this.bytes = bytes;
    }

    @Override
    public int bytes() {
      return OVERHEAD + bytes;
    }
  }

  /** No row. */
  static final class Deleted extends RowRecord {
    Deleted(ItemKey key) {
      super(key);
    }
  }

  /** Members of a string set come, or go. */
  static final class Changed extends RowRecord {
    final String attribute;
    final Set<String> values;
    final boolean added;

    Changed(ItemKey key, String attribute, Set<String> values, boolean added) {
      super(key);
      this.attribute = attribute;
      this.values = Set.copyOf(values);
      this.added = added;
    }
  }
}
