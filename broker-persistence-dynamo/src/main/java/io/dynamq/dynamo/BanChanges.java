package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.dynamq.dynamo.client.TableSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Row {@code bans} of {@code mqb_meta} as it was read: how often bans have changed, and the keys of
 * the last {@value #KEPT} that did, so that who has seen the others reads those alone. Change n is
 * kept as "n key" under n modulo {@value #KEPT}.
 *
 * @param count 0 without a row
 */
record BanChanges(long count, Map<String, AttributeValue> last) {
  /** With the longest keys the row has a sixth of what a row may have. */
  static final int KEPT = 64;

  static final Map<String, AttributeValue> KEY = Map.of("k", fromS("bans"));

  /**
   * @param row empty if there is none
   */
  static BanChanges read(Map<String, AttributeValue> row) {
    AttributeValue count = row.get("ch");
    AttributeValue last = row.get("lc");
    return new BanChanges(
        count == null ? 0 : Long.parseLong(count.n()), last == null ? Map.of() : last.m());
  }

  /** What has changed behind so many changes, in no order; null if not all of it is known here. */
  List<String> since(long seen) {
    if (seen > count || count - seen > KEPT) {
      return null;
    }
    List<String> keys = new ArrayList<>();
    for (long change = seen + 1; change <= count; change++) {
      AttributeValue kept = last.get(slot(change));
      String start = change + " ";
      if (kept == null || !kept.s().startsWith(start)) {
        return null;
      }
      keys.add(kept.s().substring(start.length()));
    }
    return keys;
  }

  /** Counts one more, unless another has been counted meanwhile. */
  UpdateItemRequest next(TableSpec table, String key) {
    long change = count + 1;
    AttributeValue kept = fromS(change + " " + key);
    Map<String, String> names = new HashMap<>(Map.of("#ch", "ch", "#lc", "lc"));
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":n", fromN(Long.toString(change)));
    String where = "#lc";
    if (last.isEmpty()) {
      values.put(":kept", fromM(Map.of(slot(change), kept)));
    } else {
      where = "#lc.#slot";
      names.put("#slot", slot(change));
      values.put(":kept", kept);
    }
    String condition = "attribute_not_exists(#ch)";
    if (count > 0) {
      condition = "#ch = :seen";
      values.put(":seen", fromN(Long.toString(count)));
    }
    return UpdateItemRequest.builder()
        .tableName(table.name())
        .key(KEY)
        .updateExpression("SET #ch = :n, " + where + " = :kept")
        .conditionExpression(condition)
        .expressionAttributeNames(names)
        .expressionAttributeValues(values)
        .build();
  }

  private static String slot(long change) {
    return Long.toString(change % KEPT);
  }
}
