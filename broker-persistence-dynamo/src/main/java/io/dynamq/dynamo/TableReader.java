package io.dynamq.dynamo;

import io.dynamq.dynamo.client.Backoff;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.RowSink;
import io.dynamq.dynamo.client.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/** Strongly consistent reads of many items, page after page. Any thread; answers on a reader's. */
final class TableReader {
  private static final int SCAN_SEGMENTS = 4;

  /**
   * Rows in the first page of a scan; each further one has twice as many, until DynamoDB's bound of a
   * megabyte counts. A megabyte of small rows may take a JVM that has just been started more than the
   * two seconds that a request may take.
   */
  private static final int FIRST_ROWS = 500;

  private static final int MOST_ROWS = 1 << 20;

  private static final int GET_KEYS = 100;

  private final DynamoPool pool;

  TableReader(DynamoPool pool) {
    this.pool = pool;
  }

  /** Reads a whole table in parallel, calling the receiver from one thread at a time. */
  CompletableFuture<Void> scan(TableSpec table, Consumer<Map<String, AttributeValue>> receiver) {
    return scan(table, Filter.NONE, receiver);
  }

  /**
   * Which rows of a scan are wanted.
   *
   * @param text null for all
   */
  record Filter(String text, Map<String, String> names, Map<String, AttributeValue> values) {
    static final Filter NONE = new Filter(null, null, null);
  }

  /** The same for some rows; it reads, and costs, as much as for all. */
  CompletableFuture<Void> scan(
      TableSpec table, Filter filter, Consumer<Map<String, AttributeValue>> receiver) {
    ReentrantLock oneAtATime = new ReentrantLock();
    Consumer<List<Map<String, AttributeValue>>> pages =
        page -> {
          oneAtATime.lock();
          try {
            page.forEach(receiver);
          } finally {
            oneAtATime.unlock();
          }
        };
    CompletableFuture<?>[] segments = new CompletableFuture<?>[SCAN_SEGMENTS];
    for (int i = 0; i < SCAN_SEGMENTS; i++) {
      ScanRequest.Builder request =
          ScanRequest.builder()
              .tableName(table.name())
              .consistentRead(true)
              .limit(FIRST_ROWS)
              .segment(i)
              .totalSegments(SCAN_SEGMENTS);
      if (filter.text() != null) {
        request
            .filterExpression(filter.text())
            .expressionAttributeNames(filter.names())
            .expressionAttributeValues(filter.values());
      }
      segments[i] = scan(request.build(), pages);
    }
    return CompletableFuture.allOf(segments);
  }

  private CompletableFuture<Void> scan(
      ScanRequest request, Consumer<List<Map<String, AttributeValue>>> pages) {
    RowSink sink = new RowSink();
    ScanRequest now = sink.on(request);
    return pool.request("reading " + request.tableName(), client -> client.scan(now))
        .thenCompose(
            answer -> {
              CompletableFuture<Void> rest =
                  answer.hasLastEvaluatedKey() && !answer.lastEvaluatedKey().isEmpty()
                      ? scan(next(request, answer.lastEvaluatedKey()), pages)
                      : CompletableFuture.completedFuture(null);
              // The next page is on its way meanwhile; it is awaited whatever becomes of this one.
              CompletableFuture<Void> here = new CompletableFuture<>();
              try {
                pages.accept(sink.rows(answer));
                here.complete(null);
              } catch (RuntimeException e) {
                here.completeExceptionally(e);
              }
              return CompletableFuture.allOf(here, rest);
            });
  }

  private static ScanRequest next(ScanRequest page, Map<String, AttributeValue> from) {
    return page.toBuilder()
        .exclusiveStartKey(from)
        .limit(Math.min(MOST_ROWS, page.limit() * 2))
        .build();
  }

  /**
   * One page of a query.
   *
   * @param rest where the next page starts, null if this is the last
   */
  record Page(List<Map<String, AttributeValue>> rows, Map<String, AttributeValue> rest) {}

  CompletableFuture<Page> page(QueryRequest query) {
    RowSink sink = new RowSink();
    QueryRequest now = sink.on(query);
    return pool.request("reading " + query.tableName(), client -> client.query(now))
        .thenApply(
            answer ->
                new Page(
                    sink.rows(answer),
                    answer.hasLastEvaluatedKey() && !answer.lastEvaluatedKey().isEmpty()
                        ? answer.lastEvaluatedKey()
                        : null));
  }

  /** All rows under one partition key. */
  CompletableFuture<List<Map<String, AttributeValue>>> all(
      TableSpec table, String hash, String projection) {
    QueryRequest query =
        QueryRequest.builder()
            .tableName(table.name())
            .consistentRead(true)
            .keyConditionExpression(table.hashName() + " = :hash")
            .expressionAttributeValues(Map.of(":hash", AttributeValue.fromS(hash)))
            .projectionExpression(projection)
            .build();
    return all(query, new ArrayList<>());
  }

  /** All rows that a query finds. */
  CompletableFuture<List<Map<String, AttributeValue>>> all(QueryRequest query) {
    return all(query, new ArrayList<>());
  }

  private CompletableFuture<List<Map<String, AttributeValue>>> all(
      QueryRequest query, List<Map<String, AttributeValue>> found) {
    return page(query)
        .thenCompose(
            page -> {
              found.addAll(page.rows());
              return page.rest() == null
                  ? CompletableFuture.completedFuture(found)
                  : all(query.toBuilder().exclusiveStartKey(page.rest()).build(), found);
            });
  }

  /** Items by key, in no order; missing ones are left out. */
  CompletableFuture<List<Map<String, AttributeValue>>> get(
      TableSpec table, List<Map<String, AttributeValue>> keys) {
    return get(table, keys, part -> {});
  }

  /**
   * The same.
   *
   * @param seen told of the items of each answer as it comes: the last may come much later
   */
  CompletableFuture<List<Map<String, AttributeValue>>> get(
      TableSpec table,
      List<Map<String, AttributeValue>> keys,
      Consumer<List<Map<String, AttributeValue>>> seen) {
    return get(new Get(table, seen, new ArrayList<>(), pool.backoff()), keys);
  }

  private record Get(
      TableSpec table,
      Consumer<List<Map<String, AttributeValue>>> seen,
      List<Map<String, AttributeValue>> found,
      Backoff backoff) {}

  private CompletableFuture<List<Map<String, AttributeValue>>> get(
      Get get, List<Map<String, AttributeValue>> keys) {
    if (keys.isEmpty()) {
      return CompletableFuture.completedFuture(get.found);
    }
    String table = get.table.name();
    int now = Math.min(GET_KEYS, keys.size());
    KeysAndAttributes wanted =
        KeysAndAttributes.builder().keys(keys.subList(0, now)).consistentRead(true).build();
    return pool.request(
            "reading " + table,
            client -> client.batchGetItem(b -> b.requestItems(Map.of(table, wanted))))
        .thenCompose(
            answer -> {
              List<Map<String, AttributeValue>> part =
                  answer.responses().getOrDefault(table, List.of());
              get.found.addAll(part);
              get.seen.accept(part);
              List<Map<String, AttributeValue>> rest = new ArrayList<>();
              KeysAndAttributes left = answer.unprocessedKeys().get(table);
              if (left != null) {
                rest.addAll(left.keys());
              }
              rest.addAll(keys.subList(now, keys.size()));
              return pool.goOn(
                  rest.size() < keys.size(), get.backoff, () -> get(get, rest));
            });
  }
}
