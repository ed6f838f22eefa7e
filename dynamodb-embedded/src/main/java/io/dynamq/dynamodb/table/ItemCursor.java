package io.dynamq.dynamodb.table;

import io.dynamq.dynamodb.storage.RangeCursor;

/** Walks over items in key order. Used by one thread, which closes it. */
public final class ItemCursor implements AutoCloseable {

  private final RangeCursor cursor;

  ItemCursor(RangeCursor cursor) {
    this.cursor = cursor;
  }

  /** The next item, or null at the end. */
  public StoredItem next() {
    return cursor.next() ? new StoredItem(cursor.value()) : null;
  }

  @Override
  public void close() {
    cursor.close();
  }
}
