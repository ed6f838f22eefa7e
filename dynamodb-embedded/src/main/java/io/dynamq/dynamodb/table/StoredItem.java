package io.dynamq.dynamodb.table;

import io.dynamq.dynamodb.storage.ItemCodec;
import io.dynamq.dynamodb.value.Item;

/** An item as read from the store; decoded only when somebody asks. Used by one thread. */
public final class StoredItem {

  private final byte[] encoded;
  private Item decoded;

  StoredItem(byte[] encoded) {
    this.encoded = encoded;
  }

  /** The item itself. */
  public Item item() {
    if (decoded == null) {
      decoded = ItemCodec.decode(encoded);
    }
    return decoded;
  }

  /** Whether this very object was handed out as the item, so that nothing has changed. */
  boolean is(Item item) {
    return item == decoded;
  }

  /** The item's size in bytes. */
  public int sizeBytes() {
    return ItemCodec.sizeBytes(encoded);
  }
}
