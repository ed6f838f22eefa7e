package io.dynamq.dynamo;

import io.dynamq.message.ClientId;
import io.dynamq.store.Position;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Which messages of the write-ahead log the store's queues have already, by the rows that are there.
 * A row has all between its first place and its last that was wanted when it was written. The log
 * may have forgotten its first messages and still have the others; brought back, those would be in a
 * row of their own within the reach of this one, and a reader sees what begins last at or before its
 * place.
 */
final class StoredPlaces {
  private final QueueTable table;
  private final TableReader reader;
  private final Map<ClientId, Position> first = new HashMap<>();

  /** The first and the last place of each row. */
  private final Map<ClientId, NavigableMap<Position, Position>> stored = new HashMap<>();

  StoredPlaces(QueueTable table, TableReader reader) {
    this.table = table;
    this.reader = reader;
  }

  /** The log has a message for that place. */
  void note(ClientId client, Position position) {
    first.merge(client, position, (known, more) -> known.compareTo(more) <= 0 ? known : more);
  }

  /** Reads the rows of all clients noted, from their first place on. */
  CompletableFuture<Void> load() {
    first.keySet().forEach(client -> stored.put(client, new TreeMap<>()));
    // The store's own bound of requests under way applies.
    return CompletableFuture.allOf(
        first.entrySet().stream()
            .map(entry -> load(entry.getKey(), entry.getValue()))
            .toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<Void> load(ClientId client, Position from) {
    NavigableMap<Position, Position> places = stored.get(client);
    return reader
        .all(table.from(client, from))
        .thenAccept(rows -> take(rows, places))
        .thenCompose(rest -> reader.page(table.holding(client, from)))
        .thenAccept(page -> take(page.rows(), places));
  }

  private void take(
      List<Map<String, AttributeValue>> rows, NavigableMap<Position, Position> places) {
    for (Map<String, AttributeValue> row : rows) {
      // The message that it was begun with is in it, or was done with when it was written.
      Position begin = QueueTable.first(table.key(row));
      List<Slot> slots = table.read(row);
      places.put(begin, slots.isEmpty() ? begin : slots.get(slots.size() - 1).position);
    }
  }

  /** Whether a row holds it, wanted or not, or was written without it. */
  boolean has(ClientId client, Position position) {
    Map.Entry<Position, Position> row = rows(client).floorEntry(position);
    return row != null && position.compareTo(row.getValue()) <= 0;
  }

  /** Whether a row stands between two places. */
  boolean hasBetween(ClientId client, Position one, Position other) {
    Position next = rows(client).higherKey(one);
    return next != null && next.compareTo(other) < 0;
  }

  private NavigableMap<Position, Position> rows(ClientId client) {
    return stored.getOrDefault(client, Collections.emptyNavigableMap());
  }
}
