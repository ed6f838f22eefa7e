package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.client.Backoff;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/**
 * Reads of one pool that see what its write-behind has not flushed yet. Any thread may call;
 * answers arrive on the pool's reader threads.
 */
final class TableAccess {
  /** DynamoDB's bound of keys per BatchGetItem. */
  private static final int KEYS_PER_REQUEST = 100;

  private final DynamoPool pool;
  private final Writes writes;

  TableAccess(DynamoPool pool, Writes writes) {
    this.pool = pool;
    this.writes = writes;
  }

  DynamoPool pool() {
    return pool;
  }

  Writes writes() {
    return writes;
  }

  /** The items of these keys, all of one table; missing ones are left out. */
  CompletableFuture<Map<ItemKey, Map<String, AttributeValue>>> read(List<ItemKey> keys) {
    Map<ItemKey, Map<String, AttributeValue>> found = new HashMap<>();
    Map<ItemKey, Write.SetChange> changes = new HashMap<>();
    List<ItemKey> wanted = new ArrayList<>();
    for (ItemKey key : new HashSet<>(keys)) {
      // What is unflushed now must be known before the store is asked: it may be flushed meanwhile.
      Write write = writes.peek(key);
      if (write instanceof Write.Put put) {
        found.put(key, put.item().get().attributes());
      } else if (!(write instanceof Write.Delete)) {
        wanted.add(key);
        if (write instanceof Write.SetChange change) {
          changes.put(key, change);
        }
      }
    }
    return fetch(wanted, 0, found)
        .thenApply(
            all -> {
              changes.forEach((key, change) -> apply(change, key, all));
              return all;
            });
  }

  private CompletableFuture<Map<ItemKey, Map<String, AttributeValue>>> fetch(
      List<ItemKey> keys, int from, Map<ItemKey, Map<String, AttributeValue>> found) {
    if (from >= keys.size()) {
      return CompletableFuture.completedFuture(found);
    }
    int to = Math.min(keys.size(), from + KEYS_PER_REQUEST);
    TableSpec table = keys.get(from).table();
    KeysAndAttributes request =
        KeysAndAttributes.builder()
            .keys(keys.subList(from, to).stream().map(ItemKey::attributes).toList())
            .consistentRead(true)
            .build();
    return batch(table, Map.of(table.name(), request), found, pool.backoff())
        .thenCompose(done -> fetch(keys, to, found));
  }

  private CompletableFuture<Void> batch(
      TableSpec table,
      Map<String, KeysAndAttributes> request,
      Map<ItemKey, Map<String, AttributeValue>> found,
      Backoff backoff) {
    return pool
        .request("reading " + table.name(), c -> c.batchGetItem(b -> b.requestItems(request)))
        .thenCompose(
            answer -> {
              answer
                  .responses()
                  .getOrDefault(table.name(), List.of())
                  .forEach(item -> found.put(key(table, item), item));
              if (answer.unprocessedKeys().isEmpty()) {
                return CompletableFuture.completedFuture(null);
              }
              boolean progress =
                  !answer.responses().getOrDefault(table.name(), List.of()).isEmpty();
              return pool.goOn(
                  progress,
                  backoff,
                  () -> batch(table, answer.unprocessedKeys(), found, backoff));
            });
  }

  private static ItemKey key(TableSpec table, Map<String, AttributeValue> item) {
    String range = table.rangeName() == null ? null : item.get(table.rangeName()).s();
    return new ItemKey(table, item.get(table.hashName()).s(), range);
  }

  private static void apply(
      Write.SetChange change, ItemKey key, Map<ItemKey, Map<String, AttributeValue>> all) {
    Map<String, AttributeValue> item =
        new HashMap<>(all.getOrDefault(key, key.attributes()));
    AttributeValue stored = item.get(change.attribute());
    Set<String> values =
        new HashSet<>(stored == null || !stored.hasSs() ? List.of() : stored.ss());
    values.removeAll(change.removed());
    values.addAll(change.added());
    item.put(change.attribute(), AttributeValue.fromSs(List.copyOf(values)));
    all.put(key, item);
  }

  /** One item; null if there is none. */
  CompletableFuture<Map<String, AttributeValue>> read(ItemKey key) {
    return read(List.of(key)).thenApply(found -> found.get(key));
  }

  /** All items of one partition, as the store has them. */
  CompletableFuture<List<Map<String, AttributeValue>>> query(TableSpec table, String hash) {
    return query(table, hash, null, new ArrayList<>());
  }

  private CompletableFuture<List<Map<String, AttributeValue>>> query(
      TableSpec table,
      String hash,
      Map<String, AttributeValue> after,
      List<Map<String, AttributeValue>> found) {
    return pool.request(
            "reading " + table.name(),
            c ->
                c.query(
                    b ->
                        b.tableName(table.name())
                            .consistentRead(true)
                            .keyConditionExpression("#h = :h")
                            .expressionAttributeNames(Map.of("#h", table.hashName()))
                            .expressionAttributeValues(Map.of(":h", AttributeValue.fromS(hash)))
                            .exclusiveStartKey(after)))
        .thenCompose(
            answer -> {
              found.addAll(answer.items());
              return answer.hasLastEvaluatedKey() && !answer.lastEvaluatedKey().isEmpty()
                  ? query(table, hash, answer.lastEvaluatedKey(), found)
                  : CompletableFuture.completedFuture(found);
            });
  }

  /**
   * Goes through a whole table, page by page; for the start only.
   *
   * @param what a request without start key
   */
  CompletableFuture<Void> scan(ScanRequest what, Consumer<Map<String, AttributeValue>> each) {
    return pool.request("loading " + what.tableName(), c -> c.scan(what))
        .thenCompose(
            answer -> {
              answer.items().forEach(each);
              return answer.hasLastEvaluatedKey() && !answer.lastEvaluatedKey().isEmpty()
                  ? scan(
                      what.toBuilder().exclusiveStartKey(answer.lastEvaluatedKey()).build(), each)
                  : CompletableFuture.completedFuture(null);
            });
  }
}
