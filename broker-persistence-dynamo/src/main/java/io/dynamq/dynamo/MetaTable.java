package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromSs;

import io.dynamq.dynamo.client.TableSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * {@code mqb_meta}: what holds for all nodes.
 *
 * <pre>
 * k   S  "schema", "nodes", "bans", "node/" and a node's name, or "ban/", what is banned, "/" and who
 * v   N  of schema: version of the tables' layout
 * ns  SS of nodes: names of those that have a row
 * nd  S  of node: its name          bt  S  boot id, new with every start
 * in  N  incarnation, rises with every start
 * lu  N  alive until, milliseconds; 0: it has left
 * le  N  its lease, milliseconds
 * mv  SS client ids that others have claimed from it and that it has not looked at yet
 * ma  N  above 0: so often others have claimed more than mv names
 * by  S  node that takes over what it left
 * ti  N  ... through which incarnation
 * as, wh  S  of a ban: clientid, username or peerhost; who
 * re, cb  S  its reason; who made it
 * ch, lc  N, M  of k "bans": how often bans have changed, and which did so last; see BanChanges
 * at, un  N  since and until when, milliseconds; un absent: for ever; x N the second behind un
 * </pre>
 */
final class MetaTable {
  /** What this program reads and writes. */
  static final int SCHEMA = 1;

  /** Client ids that a row names; with names of up to 256 bytes no row comes near its bound. */
  static final int MOVED_NAMED = 500;

  private static final String SCHEMA_KEY = "schema";
  private static final String NODES_KEY = "nodes";
  private static final String NODE_PREFIX = "node/";

  final TableSpec spec;

  MetaTable(String prefix) {
    spec = TableSpec.of(prefix + "meta", "k").expiring("x");
  }

  /** Bans that hold; the others are cleaned away by TTL. */
  ScanRequest bans(long nowMillis) {
    return ScanRequest.builder()
        .tableName(spec.name())
        .consistentRead(true)
        .filterExpression("begins_with(k, :ban) AND (attribute_not_exists(un) OR un > :now)")
        .expressionAttributeValues(
            Map.of(":ban", fromS("ban/"), ":now", fromN(Long.toString(nowMillis))))
        .build();
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

  Map<String, AttributeValue> nodesKey() {
    return Map.of("k", fromS(NODES_KEY));
  }

  /** Names of the nodes that have a row. */
  List<String> names(Map<String, AttributeValue> row) {
    AttributeValue names = row.get("ns");
    return names == null ? List.of() : names.ss();
  }

  Map<String, AttributeValue> nodeKey(String node) {
    return Map.of("k", fromS(NODE_PREFIX + node));
  }

  /** Null if the row is about something else. */
  NodeRow read(Map<String, AttributeValue> row) {
    if (!row.containsKey("bt")) {
      return null;
    }
    AttributeValue by = row.get("by");
    AttributeValue moved = row.get("mv");
    return new NodeRow(
        row.get("nd").s(),
        row.get("bt").s(),
        number(row, "in", 0),
        number(row, "lu", 0),
        number(row, "le", 0),
        moved == null ? Set.of() : Set.copyOf(moved.ss()),
        number(row, "ma", 0),
        by == null ? null : by.s(),
        number(row, "ti", -1));
  }

  private static long number(Map<String, AttributeValue> row, String name, long absent) {
    AttributeValue value = row.get(name);
    return value == null ? absent : Long.parseLong(value.n());
  }

  /** Puts a name on the list of nodes, or takes it off. */
  UpdateItemRequest listed(String node, boolean isThere) {
    return UpdateItemRequest.builder()
        .tableName(spec.name())
        .key(nodesKey())
        .updateExpression((isThere ? "ADD" : "DELETE") + " #ns :n")
        .expressionAttributeNames(Map.of("#ns", "ns"))
        .expressionAttributeValues(Map.of(":n", fromSs(List.of(node))))
        .build();
  }

  /**
   * A node's new life.
   *
   * @param before what its row was, null if it has none
   * @param isLeft whether what it left before is another node's to take over, and that goes on
   */
  UpdateItemRequest join(NodeRow self, NodeRow before, boolean isLeft) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":nd", fromS(self.name()));
    values.put(":bt", fromS(self.boot()));
    values.put(":in", number(self.incarnation()));
    values.put(":lu", number(self.untilMillis()));
    values.put(":le", number(self.leaseMillis()));
    String condition = "attribute_not_exists(#bt)";
    if (before != null) {
      values.put(":before", fromS(before.boot()));
      condition = "#bt = :before";
    }
    Map<String, String> names = names("nd", "bt", "in", "lu", "le", "mv", "ma", "x", "by", "ti");
    String gone = "#mv, #ma, #x, #by, #ti";
    if (isLeft) {
      gone = "#mv, #ma, #x";
      names.remove("#by");
      names.remove("#ti");
    }
    return UpdateItemRequest.builder()
        .tableName(spec.name())
        .key(nodeKey(self.name()))
        .updateExpression(
            "SET #nd = :nd, #bt = :bt, #in = :in, #lu = :lu, #le = :le REMOVE " + gone)
        .conditionExpression(condition)
        .expressionAttributeNames(names)
        .expressionAttributeValues(values)
        .build();
  }

  /**
   * A sign of life; answers with the row.
   *
   * @param seen of {@code mv}, what was looked at
   */
  UpdateItemRequest beat(NodeRow self, Set<String> seen) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":bt", fromS(self.boot()));
    values.put(":in", number(self.incarnation()));
    values.put(":lu", number(self.untilMillis()));
    Map<String, String> names = names("bt", "in", "lu", "by", "ti");
    String update = "SET #lu = :lu";
    if (!seen.isEmpty()) {
      names.put("#mv", "mv");
      values.put(":seen", fromSs(List.copyOf(seen)));
      update += " DELETE #mv :seen";
    }
    return UpdateItemRequest.builder()
        .tableName(spec.name())
        .key(nodeKey(self.name()))
        .updateExpression(update)
        .conditionExpression(
            "#bt = :bt AND #in = :in AND (attribute_not_exists(#by) OR #ti < :in)")
        .expressionAttributeNames(names)
        .expressionAttributeValues(values)
        .returnValues(ReturnValue.ALL_NEW)
        .build();
  }

  /** The end of a life that was not taken for dead. */
  UpdateItemRequest leave(NodeRow self) {
    return UpdateItemRequest.builder()
        .tableName(spec.name())
        .key(nodeKey(self.name()))
        .updateExpression("SET #lu = :lu")
        .conditionExpression("#bt = :bt")
        .expressionAttributeNames(names("bt", "lu"))
        .expressionAttributeValues(Map.of(":bt", fromS(self.boot()), ":lu", number(0)))
        .build();
  }

  /** Takes over what a node left, if its row is still as it was read. */
  UpdateItemRequest take(NodeRow dead, String by, long through) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":bt", fromS(dead.boot()));
    values.put(":by", fromS(by));
    values.put(":ti", number(through));
    Map<String, String> names = names("bt", "by", "ti");
    String condition = "#bt = :bt AND ";
    if (through >= dead.incarnation()) {
      values.put(":lu", number(dead.untilMillis()));
      names.put("#lu", "lu");
      condition += "#lu = :lu AND ";
    }
    if (dead.by() == null) {
      condition += "attribute_not_exists(#by)";
    } else {
      values.put(":last", fromS(dead.by()));
      condition += "#by = :last";
    }
    return UpdateItemRequest.builder()
        .tableName(spec.name())
        .key(nodeKey(dead.name()))
        .updateExpression("SET #by = :by, #ti = :ti")
        .conditionExpression(condition)
        .expressionAttributeNames(names)
        .expressionAttributeValues(values)
        .build();
  }

  /** All of a node that has not come back is taken over. */
  DeleteItemRequest forget(String node, String by, long through) {
    return DeleteItemRequest.builder()
        .tableName(spec.name())
        .key(nodeKey(node))
        .conditionExpression("#by = :by AND (attribute_not_exists(#in) OR #in <= :ti)")
        .expressionAttributeNames(names("by", "in"))
        .expressionAttributeValues(Map.of(":by", fromS(by), ":ti", number(through)))
        .build();
  }

  /** All of an earlier life of a node that has come back is taken over. */
  UpdateItemRequest taken(String node, String by) {
    return UpdateItemRequest.builder()
        .tableName(spec.name())
        .key(nodeKey(node))
        .updateExpression("REMOVE #by, #ti")
        .conditionExpression("#by = :by")
        .expressionAttributeNames(names("by", "ti"))
        .expressionAttributeValues(Map.of(":by", fromS(by)))
        .build();
  }

  /** Tells a node that a client id is not its own any more, if not too many are named already. */
  UpdateItemRequest moved(String node, String client) {
    return UpdateItemRequest.builder()
        .tableName(spec.name())
        .key(nodeKey(node))
        .updateExpression("ADD #mv :c")
        .conditionExpression(
            "attribute_exists(#bt) AND (attribute_not_exists(#mv) OR size(#mv) < :max)")
        .expressionAttributeNames(names("bt", "mv"))
        .expressionAttributeValues(
            Map.of(":c", fromSs(List.of(client)), ":max", number(MOVED_NAMED)))
        .build();
  }

  /** Tells a node that more client ids are not its own any more than its row names. */
  UpdateItemRequest movedMore(String node) {
    return UpdateItemRequest.builder()
        .tableName(spec.name())
        .key(nodeKey(node))
        .updateExpression("ADD #ma :one")
        .conditionExpression("attribute_exists(#bt)")
        .expressionAttributeNames(names("bt", "ma"))
        .expressionAttributeValues(Map.of(":one", number(1)))
        .build();
  }

  /** A node has looked at all its sessions, as of when its row said this. */
  UpdateItemRequest looked(String node, long more) {
    return UpdateItemRequest.builder()
        .tableName(spec.name())
        .key(nodeKey(node))
        .updateExpression("REMOVE #ma")
        .conditionExpression("#ma = :more")
        .expressionAttributeNames(names("ma"))
        .expressionAttributeValues(Map.of(":more", number(more)))
        .build();
  }

  private static AttributeValue number(long value) {
    return fromN(Long.toString(value));
  }

  private static Map<String, String> names(String... attributes) {
    Map<String, String> names = new HashMap<>();
    for (String attribute : attributes) {
      names.put("#" + attribute, attribute);
    }
    return names;
  }
}
