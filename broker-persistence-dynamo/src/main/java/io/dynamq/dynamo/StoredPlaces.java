package io.dynamq.dynamo;

import io.dynamq.message.ClientId;
import io.dynamq.store.Position;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Which messages of the write-ahead log the store's queues have already. The log may have forgotten
 * the first messages of a row and still have the others; brought back, those would be in a row that
 * begins with another message, beside the one that is there.
 */
final class StoredPlaces {
  private final QueueTable table;
  private final TableReader reader;
  private final Map<ClientId, Position> first = new HashMap<>();
  private final Map<ClientId, Set<Position>> stored = new HashMap<>();

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
    first.keySet().forEach(client -> stored.put(client, new HashSet<>()));
    // The store's own bound of requests under way applies.
    return CompletableFuture.allOf(
        first.entrySet().stream()
            .map(entry -> load(entry.getKey(), entry.getValue()))
            .toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<Void> load(ClientId client, Position from) {
    Set<Position> places = stored.get(client);
    return reader
        .all(table.from(client, from))
        .thenAccept(rows -> take(rows, places))
        .thenCompose(rest -> reader.page(table.holding(client, from)))
        .thenAccept(page -> take(page.rows(), places));
  }

  private void take(List<Map<String, AttributeValue>> rows, Set<Position> places) {
    for (Map<String, AttributeValue> row : rows) {
      // The message that it was begun with is in it, or was done with when it was written.
      places.add(QueueTable.first(table.key(row)));
      table.read(row).forEach(slot -> places.add(slot.position));
    }
  }

  /** Whether a row holds it, wanted or not, or was written without it. */
  boolean has(ClientId client, Position position) {
    return stored.getOrDefault(client, Set.of()).contains(position);
  }
}
