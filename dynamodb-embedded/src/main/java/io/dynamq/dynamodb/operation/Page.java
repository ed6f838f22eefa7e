package io.dynamq.dynamodb.operation;

import io.dynamq.dynamodb.value.Item;
import java.util.List;

/**
 * What one Query or Scan request found.
 *
 * @param items the chosen parts of the items that passed the filter; null when only counting
 * @param count how many items passed the filter
 * @param scanned how many items were read
 * @param bytes the size of the items that were read
 * @param lastKey where the next page begins, or null at the end
 */
record Page(List<Item> items, int count, int scanned, long bytes, Item lastKey) {}
