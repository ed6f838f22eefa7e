package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.dynamq.dynamo.client.TableSpec;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * {@code mqb_meta}: what holds for all nodes.
 *
 * <pre>
 * k   S  "schema", or "node/" and a node's name
 * v   N  of schema: version of the tables' layout
 * nd  S  of node: its name          bt  S  boot id, new with every start
 * lu  N  alive until, milliseconds  x   N  seconds; a day later
 * </pre>
 */
final class MetaTable {
  /** What this program reads and writes. */
  static final int SCHEMA = 1;

  private static final String SCHEMA_KEY = "schema";
  private static final String NODE_PREFIX = "node/";

  final TableSpec spec;

  MetaTable(String prefix) {
    spec = TableSpec.of(prefix + "meta", "k").expiring("x");
  }

  Map<String, AttributeValue> schemaKey() {
    return Map.of("k", fromS(SCHEMA_KEY));
  }

  Map<String, AttributeValue> schemaItem() {
    return Map.of("k", fromS(SCHEMA_KEY), "v", fromN(Integer.toString(SCHEMA)));
  }

  int schema(Map<String, AttributeValue> row) {
    return Integer.parseInt(row.get("v").n());
  }

  Map<String, AttributeValue> nodeKey(String node) {
    return Map.of("k", fromS(NODE_PREFIX + node));
  }

  /** An update though it sets everything: it makes the first claim's kind of request familiar. */
  UpdateItemRequest beat(String node, String boot, long untilMillis) {
    return UpdateItemRequest.builder()
        .tableName(spec.name())
        .key(nodeKey(node))
        .updateExpression("SET #nd = :nd, #bt = :bt, #lu = :lu, #x = :x")
        .expressionAttributeNames(Map.of("#nd", "nd", "#bt", "bt", "#lu", "lu", "#x", "x"))
        .expressionAttributeValues(
            Map.of(
                ":nd", fromS(node),
                ":bt", fromS(boot),
                ":lu", fromN(Long.toString(untilMillis)),
                ":x", fromN(Long.toString(untilMillis / 1_000 + 86_400))))
        .build();
  }

  /** True if the row is about a node whose lease has not run out. */
  boolean isLiveNode(Map<String, AttributeValue> row, long nowMillis) {
    return row.containsKey("lu") && Long.parseLong(row.get("lu").n()) > nowMillis;
  }

  String node(Map<String, AttributeValue> row) {
    return row.get("nd").s();
  }
}
