package io.dynamq.dynamo.writebehind;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item ready to be written.
 *
 * @param attributes key included; never changed after construction
 * @param after entries that must be in the store before this one, because it refers to them; they
 *     are flushed in the same round even if they are younger than the hold window
 * @param written called on the flusher thread when the store has acknowledged this very item
 */
public record Item(
    Map<String, AttributeValue> attributes, List<ItemKey> after, Runnable written) {
  private static final Runnable NOBODY_CARES = () -> {};

  /** An item whose writing nobody asks to hear of. */
  public Item(Map<String, AttributeValue> attributes, List<ItemKey> after) {
    this(attributes, after, NOBODY_CARES);
  }

  /** An item that refers to nothing. */
  public static Item of(Map<String, AttributeValue> attributes) {
    return new Item(attributes, List.of());
  }
}
