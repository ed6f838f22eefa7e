package io.dynamq.dynamo;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.message.ClientId;
import io.dynamq.store.Durability;
import io.dynamq.store.LedgerStore.Page;
import io.dynamq.store.StoredLedgerEntry;
import io.dynamq.time.Time;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Reads the ledger's rows page by page, and deletes them. Any thread. */
final class LedgerRows {
  private static final int ITEMS = 100;

  private final LedgerTable table;
  private final DynamoPool pool;
  private final TableReader reader;
  private final WriteBehind writeBehind;
  private final Time time;

  LedgerRows(Shared shared, Time time) {
    table = shared.tables().ledger();
    pool = shared.pool();
    reader = shared.reader();
    writeBehind = shared.writeBehind();
    this.time = time;
  }

  CompletableFuture<Page> query(ClientId receiver, long fromMicros, String after) {
    QueryRequest query =
        table.from(receiver, fromMicros).toBuilder()
            .limit(ITEMS)
            .exclusiveStartKey(startKey(after))
            .build();
    return reader.page(query).thenApply(page -> page(page.rows(), page.rest(), fromMicros));
  }

  CompletableFuture<Page> scan(long fromMicros, String after) {
    return pool.request(
            "reading " + table.spec.name(),
            client ->
                client.scan(
                    b ->
                        b.tableName(table.spec.name())
                            .consistentRead(true)
                            .limit(ITEMS)
                            .exclusiveStartKey(startKey(after))))
        .thenApply(
            answer ->
                page(
                    answer.items(),
                    answer.hasLastEvaluatedKey() ? answer.lastEvaluatedKey() : null,
                    fromMicros));
  }

  private Page page(
      List<Map<String, AttributeValue>> rows, Map<String, AttributeValue> rest, long fromMicros) {
    List<StoredLedgerEntry> found = new ArrayList<>();
    long now = time.epochSeconds();
    for (Map<String, AttributeValue> row : rows) {
      for (StoredLedgerEntry each : table.read(row, now)) {
        if (each.entry().atMicros() >= fromMicros) {
          found.add(each);
        }
      }
    }
    return new Page(found, rest == null || rest.isEmpty() ? null : token(rest));
  }

  /** A sort key has no spaces, a client id may. */
  private static String token(Map<String, AttributeValue> key) {
    return key.get("t").s() + " " + key.get("c").s();
  }

  private Map<String, AttributeValue> startKey(String token) {
    if (token == null) {
      return null;
    }
    int space = token.indexOf(' ');
    return new ItemKey(table.spec, token.substring(space + 1), token.substring(0, space))
        .attributes();
  }

  /** Deletes the items of which no entry is younger; how many entries they had. */
  long delete(List<StoredLedgerEntry> entries, long beforeMicros) {
    Map<ItemKey, Long> old = new LinkedHashMap<>();
    for (StoredLedgerEntry each : entries) {
      old.merge(table.keyOf(each), 1L, Long::sum);
    }
    for (StoredLedgerEntry each : entries) {
      if (each.entry().atMicros() >= beforeMicros) {
        old.remove(table.keyOf(each));
      }
    }
    old.keySet().forEach(key -> writeBehind.delete(key, Durability.MEMORY));
    return old.values().stream().mapToLong(Long::longValue).sum();
  }
}
