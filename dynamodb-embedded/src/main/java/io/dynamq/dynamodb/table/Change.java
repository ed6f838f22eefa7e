package io.dynamq.dynamodb.table;

import io.dynamq.dynamodb.value.Item;

/** Decides what becomes of an item; called while the item is locked. */
@FunctionalInterface
public interface Change {

  /**
   * The item's new state.
   *
   * @param old the item as it is, or null when there is none
   * @return the item to store, or null to delete it
   * @throws io.dynamq.dynamodb.error.ApiException to leave the item, and all others of the same
   *     write, as they are
   */
  Item apply(StoredItem old);
}
