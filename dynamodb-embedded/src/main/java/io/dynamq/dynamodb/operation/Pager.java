package io.dynamq.dynamodb.operation;

import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.expression.ConditionExpression;
import io.dynamq.dynamodb.expression.ExpressionKind;
import io.dynamq.dynamodb.expression.Projection;
import io.dynamq.dynamodb.storage.KeyRange;
import io.dynamq.dynamodb.table.ItemCursor;
import io.dynamq.dynamodb.table.ItemStore;
import io.dynamq.dynamodb.table.PrimaryKey;
import io.dynamq.dynamodb.table.StoredItem;
import io.dynamq.dynamodb.table.Table;
import io.dynamq.dynamodb.value.Item;
import java.util.ArrayList;
import java.util.List;

/** Reads one page of a range: up to the limit or 1 MB, whichever comes first. */
final class Pager {

  private static final int PAGE_BYTES_MAX = 1 << 20;

  private final Table table;
  private final Integer limit;
  private final Item startKey;
  private final boolean countOnly;
  private final ConditionExpression filter;
  private final Projection projection;

  /** Reads the parameters that Query and Scan share; the caller finishes the expressions. */
  Pager(Table table, Request request, Expressions expressions) {
    this.table = table;
    this.limit = request.limit("Limit");
    this.startKey = request.item("ExclusiveStartKey");
    this.filter = expressions.condition(ExpressionKind.FILTER);
    this.projection = expressions.projection();
    String select =
        request.choice(
            "Select",
            projection == null ? "ALL_ATTRIBUTES" : "SPECIFIC_ATTRIBUTES",
            List.of(
                "SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"));
    this.countOnly = select.equals("COUNT");
    if (select.equals("ALL_PROJECTED_ATTRIBUTES")) {
      throw ApiException.invalidParameter(
          "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
    }
    if (projection != null && !select.equals("SPECIFIC_ATTRIBUTES")) {
      throw ApiException.validation(
          "Cannot specify the ProjectionExpression when choosing to get " + select);
    }
    if (projection == null && select.equals("SPECIFIC_ATTRIBUTES")) {
      throw ApiException.validation(
          "Must specify the ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
    }
    if (request.has("IndexName")) {
      throw ApiException.validation(
          "The table does not have the specified index: " + request.text("IndexName"));
    }
  }

  /** The filter, or null. */
  ConditionExpression filter() {
    return filter;
  }

  /** Reads the page. */
  Page read(ItemStore store, KeyRange whole, boolean forward) {
    KeyRange range = startKey == null ? whole : whole.after(startKey(whole), forward);
    List<Item> items = countOnly ? null : new ArrayList<>();
    int count = 0;
    int scanned = 0;
    long bytes = 0;
    if (range.isEmpty()) {
      return new Page(items, 0, 0, 0, null);
    }
    Item last = null;
    try (ItemCursor cursor = store.cursor(range, forward)) {
      for (StoredItem next = cursor.next(); next != null; next = cursor.next()) {
        if (isFull(scanned, bytes + next.sizeBytes())) {
          return new Page(items, count, scanned, bytes, table.keys().keyOfItem(last));
        }
        bytes += next.sizeBytes();
        scanned++;
        last = next.item();
        if (filter == null || filter.test(last)) {
          count++;
          if (items != null) {
            items.add(projection == null ? last : projection.apply(last));
          }
        }
        if (limit != null && scanned == limit) {
          return new Page(items, count, scanned, bytes, table.keys().keyOfItem(last));
        }
      }
    }
    return new Page(items, count, scanned, bytes, null);
  }

  private static boolean isFull(int scanned, long bytes) {
    return scanned > 0 && bytes > PAGE_BYTES_MAX;
  }

  private byte[] startKey(KeyRange whole) {
    byte[] key;
    try {
      key = PrimaryKey.exact(table, startKey).encoded();
    } catch (ApiException e) {
      throw ApiException.validation("The provided starting key is invalid: " + e.getMessage());
    }
    if (!whole.contains(key)) {
      throw ApiException.validation(
          "The provided starting key is outside query boundaries based on provided conditions");
    }
    return key;
  }
}
