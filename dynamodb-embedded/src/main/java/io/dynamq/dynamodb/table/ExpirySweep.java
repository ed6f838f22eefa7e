package io.dynamq.dynamodb.table;

import io.dynamq.dynamodb.storage.KeyEncoder;
import io.dynamq.dynamodb.storage.KeyRange;
import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Item;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/**
 * Deletes items whose time to live is over.
 *
 * <p>An item is looked at again under its lock before it goes, because it may have been given more
 * time since. As with the real service, a time more than five years ago is taken for a mistake.
 */
public final class ExpirySweep {

  private static final long MISTAKE_SECONDS = 5L * 365 * 24 * 60 * 60;

  private final Catalog catalog;
  private final ItemStore items;
  private final Clock clock;

  /** A sweep of all tables in a catalog. */
  public ExpirySweep(Catalog catalog, ItemStore items, Clock clock) {
    this.catalog = catalog;
    this.items = items;
    this.clock = clock;
  }

  /**
   * Looks at every item of every table that has a time to live.
   *
   * @param stop ends the sweep early when it says true
   * @return how many items were deleted
   */
  public int run(BooleanSupplier stop) {
    int deleted = 0;
    for (Table table : catalog.tables()) {
      String attribute = table.info().settings().ttlAttribute();
      if (attribute != null) {
        deleted += sweep(table, attribute, stop);
      }
    }
    return deleted;
  }

  private int sweep(Table table, String attribute, BooleanSupplier stop) {
    long now = clock.millis() / 1000;
    int deleted = 0;
    KeyRange range = KeyRange.ofPrefix(KeyEncoder.table(table.info().id()));
    try (ItemCursor cursor = items.cursor(range, true)) {
      for (StoredItem next = cursor.next();
          next != null && !stop.getAsBoolean() && !table.isDropped();
          next = cursor.next()) {
        if (isExpired(next.item(), attribute, now)) {
          delete(table, PrimaryKey.ofItem(table, next.item()), attribute, now);
          deleted++;
        }
      }
    }
    return deleted;
  }

  private void delete(Table table, PrimaryKey key, String attribute, long now) {
    items.write(
        new Mutation(
            table,
            key,
            old -> old == null || isExpired(old.item(), attribute, now) ? null : old.item()));
  }

  private static boolean isExpired(Item item, String attribute, long nowSeconds) {
    if (!(item.get(attribute) instanceof AttributeValue.Num end)) {
      return false;
    }
    double age = nowSeconds - end.value().doubleValue();
    return age >= 0 && age < MISTAKE_SECONDS;
  }
}
