package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.dynamo.writebehind.Write;
import io.dynamq.store.Durability;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/**
 * {@code mqtt_client}: who is online where, since when.
 *
 * <p>Events of an old and a new connection of one client come from different threads in any order,
 * and from different nodes. The extra attribute {@code connection} orders them: a row is changed
 * only by the connection that wrote it last or by a later one.
 */
final class ClientTable {
  private static final String NAME = "mqtt_client";
  private static final String CLIENT = "clientid";
  private static final String STATE = "connect_state";
  private static final String NODE = "node";
  private static final String ONLINE_AT = "online_at";
  private static final String OFFLINE_AT = "offline_at";
  private static final String CONNECTION = "connection";
  private static final int BYTES = 300;

  private final TableSpec spec;
  private final TableAccess access;
  private final String node;
  private final Refusals refusals;
  private final ConcurrentHashMap<String, Presence> merging = new ConcurrentHashMap<>();

  ClientTable(String prefix, TableAccess access, String node, Refusals refusals) {
    spec = spec(prefix);
    this.access = access;
    this.node = node;
    this.refusals = refusals;
  }

  static TableSpec spec(String prefix) {
    return TableSpec.of(prefix + NAME, CLIENT);
  }

  void online(String client, long connection) {
    change(client, connection, before -> Presence.online(connection));
  }

  void offline(String client, long connection, long nowSeconds) {
    change(client, connection, before -> Presence.offline(connection, nowSeconds, before));
  }

  private void change(String client, long connection, UnaryOperator<Presence> next) {
    if (!Keys.isHash(client)) {
      refusals.refused(spec.name(), "client id " + client, "its key would exceed 2048 bytes");
      return;
    }
    // The map stays empty: compute only makes reading and replacing the unflushed state one step.
    merging.compute(
        client,
        (id, none) -> {
          ItemKey key = ItemKey.of(spec, id);
          Presence before =
              access.writes().peek(key) instanceof Write.Update update
                  ? (Presence) update.state()
                  : null;
          if (before == null || before.connection() <= connection) {
            write(key, next.apply(before));
          }
          return null;
        });
  }

  private void write(ItemKey key, Presence state) {
    Write.Update update =
        new Write.Update(() -> expression(state), BYTES, () -> {}, state);
    access.writes().update(Stage.CONTENT, key, update, Durability.MEMORY);
  }

  private Write.Expression expression(Presence state) {
    Map<String, String> names = new HashMap<>();
    names.put("#s", STATE);
    names.put("#n", NODE);
    names.put("#f", OFFLINE_AT);
    names.put("#c", CONNECTION);
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":s", Attributes.number(state.online() ? 1 : 0));
    values.put(":n", AttributeValue.fromS(node));
    values.put(":f", Attributes.number(state.offlineAt()));
    values.put(":c", Attributes.number(state.connection()));
    String update = "SET #s = :s, #n = :n, #f = :f, #c = :c";
    if (state.onlineAt() >= 0) {
      names.put("#o", ONLINE_AT);
      values.put(":o", Attributes.number(state.onlineAt()));
      update += ", #o = :o";
    }
    return new Write.Expression(
        update, "attribute_not_exists(#c) OR #c <= :c", names, values);
  }

  /**
   * Sets rows of a node to offline that its death has left online. It reads the whole table, so
   * only at the start and when a node is taken over.
   *
   * @param dead this node's name for its life before, or a neighbour's
   */
  CompletableFuture<Void> repair(
      String dead, Predicate<String> isConnected, long nowSeconds) {
    ScanRequest stale =
        ScanRequest.builder()
            .tableName(spec.name())
            .consistentRead(true)
            .filterExpression("#n = :n AND #s = :s")
            .expressionAttributeNames(Map.of("#n", NODE, "#s", STATE))
            .expressionAttributeValues(
                Map.of(":n", AttributeValue.fromS(dead), ":s", Attributes.number(1)))
            .build();
    return access.scan(
        stale,
        row -> {
          String client = row.get(CLIENT).s();
          if (!isConnected.test(client)) {
            offline(client, Attributes.number(row, CONNECTION, 0), nowSeconds);
          }
        });
  }
}
