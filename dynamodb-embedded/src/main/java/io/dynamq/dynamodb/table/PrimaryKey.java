package io.dynamq.dynamodb.table;

import io.dynamq.dynamodb.storage.KeyEncoder;
import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Item;
import java.util.Arrays;

/** The checked key of one item of one table; equal keys mean the same item. */
public final class PrimaryKey {

  private final Item attributes;
  private final byte[] encoded;

  private PrimaryKey(Table table, Item attributes) {
    this.attributes = attributes;
    KeySchema schema = table.keys();
    AttributeValue partition = attributes.get(schema.partition().name());
    byte[] head = KeyEncoder.partition(table.info().id(), partition);
    this.encoded =
        schema.sort() == null
            ? head
            : KeyEncoder.join(head, KeyEncoder.scalar(attributes.get(schema.sort().name())));
  }

  /** The key of an item that is to be stored. */
  public static PrimaryKey ofItem(Table table, Item item) {
    return new PrimaryKey(table, table.keys().keyOfItem(item));
  }

  /** A key as given by a client: the key attributes and no others. */
  public static PrimaryKey exact(Table table, Item key) {
    return new PrimaryKey(table, table.keys().exactKey(key));
  }

  /** The key attributes. */
  public Item attributes() {
    return attributes;
  }

  /** The key in the store, which must not be changed. */
  public byte[] encoded() {
    return encoded;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PrimaryKey that && Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }
}
