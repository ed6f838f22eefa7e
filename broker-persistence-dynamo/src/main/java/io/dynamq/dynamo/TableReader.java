package io.dynamq.dynamo;

import io.dynamq.dynamo.client.Backoff;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.RowSink;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.store.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/** Strongly consistent reads of many items, page after page. Any thread; answers on a reader's. */
final class TableReader {
  private static final int SCAN_SEGMENTS = 4;

  /**
   * Rows in the first page of a scan; each further one has twice as many. A megabyte of small rows,
   * DynamoDB's bound, may take a JVM that has just been started, on a busy machine, more than the two
   * seconds that a request may take; where even these do, pages get smaller.
   */
  private static final int FIRST_ROWS = 500;

  private static final int MOST_ROWS = 2_000;
  private static final int LEAST_ROWS = 30;

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
    return pool.request("reading " + request.tableName(), client -> attempt(client, request))
        .handle(
            (page, error) ->
                error == null ? taken(request, page, pages) : again(request, error, pages))
        .thenCompose(Function.identity());
  }

  /** With a sink of its own: the answer to one that was given up may still come. */
  private static CompletableFuture<Page> attempt(DynamoDbAsyncClient client, ScanRequest request) {
    RowSink sink = new RowSink();
    return client
        .scan(sink.on(request))
        .thenApply(answer -> new Page(sink.rows(answer), rest(answer.lastEvaluatedKey())));
  }

  private static Map<String, AttributeValue> rest(Map<String, AttributeValue> lastKey) {
    return lastKey == null || lastKey.isEmpty() ? null : lastKey;
  }

  private CompletableFuture<Void> taken(
      ScanRequest request, Page page, Consumer<List<Map<String, AttributeValue>>> pages) {
    CompletableFuture<Void> rest =
        page.rest() == null
            ? CompletableFuture.completedFuture(null)
            : scan(next(request, page.rest()), pages);
    // The next page is on its way meanwhile; it is awaited whatever becomes of this one.
    CompletableFuture<Void> here = new CompletableFuture<>();
    try {
      pages.accept(page.rows());
      here.complete(null);
    } catch (RuntimeException e) {
      here.completeExceptionally(e);
    }
    return CompletableFuture.allOf(here, rest);
  }

  /** The pool has tried often enough; what remains is to ask for less at a time. */
  private CompletableFuture<Void> again(
      ScanRequest request, Throwable error, Consumer<List<Map<String, AttributeValue>>> pages) {
    boolean smaller =
        request.limit() > LEAST_ROWS
            && error instanceof StorageException failure
            && (failure.getCause() instanceof ApiCallAttemptTimeoutException
                || failure.getCause() instanceof ApiCallTimeoutException);
    return smaller
        ? scan(request.toBuilder().limit(Math.max(LEAST_ROWS, request.limit() / 4)).build(), pages)
        : CompletableFuture.failedFuture(error);
  }

  private static ScanRequest next(ScanRequest page, Map<String, AttributeValue> from) {
    return page.toBuilder()
        .exclusiveStartKey(from)
        .limit(Math.min(MOST_ROWS, page.limit() * 2))
        .build();
  }

  /**
   * One page of a query or a scan.
   *
   * @param rest where the next page starts, null if this is the last
   */
  record Page(List<Map<String, AttributeValue>> rows, Map<String, AttributeValue> rest) {}

  CompletableFuture<Page> page(QueryRequest query) {
    return pool.request(
        "reading " + query.tableName(),
        client -> {
          RowSink sink = new RowSink();
          return client
              .query(sink.on(query))
              .thenApply(answer -> new Page(sink.rows(answer), rest(answer.lastEvaluatedKey())));
        });
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
