package io.dynamq.dynamodb.table;

import io.dynamq.dynamodb.value.Item;

/**
 * What a write did.
 *
 * @param before the item as it was, or null
 * @param after the item as it is now, or null
 * @param sizeBytes the greater of both sizes, which is what a write is charged for
 */
public record Written(StoredItem before, Item after, int sizeBytes) {}
