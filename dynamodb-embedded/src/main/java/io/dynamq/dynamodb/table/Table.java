package io.dynamq.dynamodb.table;

import java.util.concurrent.atomic.LongAdder;

/** A live table: its description, and how much it holds. */
public final class Table {

  private volatile TableInfo info;
  private volatile boolean dropped;
  private final LongAdder itemCount = new LongAdder();
  private final LongAdder sizeBytes = new LongAdder();

  Table(TableInfo info) {
    this.info = info;
  }

  /** The description as of now. */
  public TableInfo info() {
    return info;
  }

  /** The primary key, which never changes. */
  public KeySchema keys() {
    return info.keys();
  }

  /** How many items the table holds. After a start it counts up to the truth within moments. */
  public long itemCount() {
    return itemCount.sum();
  }

  /** The sum of the items' sizes in bytes. */
  public long sizeBytes() {
    return sizeBytes.sum();
  }

  void describe(TableInfo changed) {
    info = changed;
  }

  void count(int items, long bytes) {
    itemCount.add(items);
    sizeBytes.add(bytes);
  }

  void drop() {
    dropped = true;
  }

  boolean isDropped() {
    return dropped;
  }
}
