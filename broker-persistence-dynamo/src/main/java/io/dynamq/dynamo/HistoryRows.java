package io.dynamq.dynamo;

import io.dynamq.store.HistoryEvent;
import io.dynamq.time.Time;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Reads the history from the store: each node's hours, one after the other. */
final class HistoryRows {
  private final Shared shared;
  private final HistoryTable table;
  private final Time time;

  HistoryRows(Shared shared, Time time) {
    this.shared = shared;
    this.table = shared.tables().history();
    this.time = time;
  }

  CompletableFuture<Void> read(long fromMicros, Consumer<HistoryEvent> receiver) {
    return shared
        .reader()
        .all(table.nodes())
        .thenCompose(
            rows -> {
              Set<String> nodes = new TreeSet<>();
              rows.forEach(row -> nodes.add(table.nodeName(row)));
              return nodes(nodes.iterator(), fromMicros, receiver);
            });
  }

  private CompletableFuture<Void> nodes(
      Iterator<String> nodes, long fromMicros, Consumer<HistoryEvent> receiver) {
    if (!nodes.hasNext()) {
      return CompletableFuture.completedFuture(null);
    }
    return hours(nodes.next(), HistoryTable.firstHour(fromMicros), fromMicros, receiver)
        .thenCompose(done -> nodes(nodes, fromMicros, receiver));
  }

  private CompletableFuture<Void> hours(
      String node, long hour, long fromMicros, Consumer<HistoryEvent> receiver) {
    if (hour > time.epochMicros()) {
      return CompletableFuture.completedFuture(null);
    }
    return pages(table.hour(node, hour, fromMicros), fromMicros, receiver)
        .thenCompose(done -> hours(node, HistoryTable.nextHour(hour), fromMicros, receiver));
  }

  private CompletableFuture<Void> pages(
      QueryRequest query, long fromMicros, Consumer<HistoryEvent> receiver) {
    return shared
        .reader()
        .page(query)
        .thenCompose(
            page -> {
              page.rows().forEach(row -> give(table.read(row), fromMicros, receiver));
              return page.rest() == null
                  ? CompletableFuture.completedFuture(null)
                  : pages(
                      query.toBuilder().exclusiveStartKey(page.rest()).build(),
                      fromMicros,
                      receiver);
            });
  }

  private static void give(
      List<HistoryEvent> events, long fromMicros, Consumer<HistoryEvent> receiver) {
    for (HistoryEvent each : events) {
      if (each.atMicros() >= fromMicros) {
        receiver.accept(each);
      }
    }
  }
}
