package io.dynamq.dynamodb.table;

import io.dynamq.dynamodb.storage.KeyEncoder;
import io.dynamq.dynamodb.storage.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Counts the items that a store already held when it was opened.
 *
 * <p>It is made before the first request, so its cursors see just the state before; what is written
 * later is counted as it is written, and both sums meet in {@link Table}.
 */
public final class Census implements AutoCloseable {

  private record Ward(Table table, ItemCursor cursor) {}

  private final List<Ward> wards = new ArrayList<>();

  /** Opens a cursor on each table. */
  public Census(Catalog catalog, ItemStore items) {
    for (Table table : catalog.tables()) {
      KeyRange range = KeyRange.ofPrefix(KeyEncoder.table(table.info().id()));
      wards.add(new Ward(table, items.cursor(range, true)));
    }
  }

  /** Counts, until done or told to stop. */
  public void run(BooleanSupplier stop) {
    for (Ward ward : wards) {
      int count = 0;
      long bytes = 0;
      StoredItem next = ward.cursor().next();
      while (next != null && !stop.getAsBoolean()) {
        count++;
        bytes += next.sizeBytes();
        next = ward.cursor().next();
      }
      ward.table().count(count, bytes);
    }
  }

  @Override
  public void close() {
    wards.forEach(ward -> ward.cursor().close());
  }
}
