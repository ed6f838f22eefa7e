package io.dynamq.dynamo;

import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.message.ClientId;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * One read of a queue: what is unflushed, taken first, merged with the store's rows page by page. So
 * a message that is flushed meanwhile is seen twice and never missed.
 */
final class QueueReader {
  private static final int ROWS_PER_PAGE = 8;

  private final QueueTable table;
  private final TableReader reader;
  private final ClientQueue queue;
  private final ClientId client;
  private final Set<ItemKey> deleted;
  private final Position after;
  private final int maxMessages;
  private final long maxBytes;
  private final List<Slot> found = new ArrayList<>();
  private List<StoredMessage> unflushed = List.of();
  private long foundBytes;

  /** Bounds of a read. */
  record Bounds(Position after, int maxMessages, long maxBytes) {}

  /**
   * @param deleted rows whose deletion is not yet flushed
   */
  QueueReader(
      QueueTable table,
      TableReader reader,
      ClientQueue queue,
      ClientId client,
      Set<ItemKey> deleted,
      Bounds bounds) {
    this.table = table;
    this.reader = reader;
    this.queue = queue;
    this.client = client;
    this.deleted = deleted;
    after = bounds.after;
    maxMessages = bounds.maxMessages;
    maxBytes = bounds.maxBytes;
  }

  /** Slots in order, complete messages or with payloads still to be loaded. */
  CompletableFuture<List<Slot>> read() {
    unflushed = queue.unflushed(after);
    return rowStart()
        .thenCompose(start -> pages(table.from(client, start, ROWS_PER_PAGE)))
        .thenApply(this::merged);
  }

  private CompletableFuture<Position> rowStart() {
    Position known = after.equals(Position.START) ? after : queue.rowStart(after);
    return known != null
        ? CompletableFuture.completedFuture(known)
        : reader
            .page(table.holding(client, after))
            .thenApply(
                page ->
                    page.rows().isEmpty()
                        ? after
                        : QueueTable.first(table.key(page.rows().get(0))));
  }

  /** Answers with the position up to which the store was read, null for its end. */
  private CompletableFuture<Position> pages(QueryRequest query) {
    return reader
        .page(query)
        .thenCompose(
            page -> {
              page.rows().forEach(this::take);
              if (page.rest() == null) {
                return CompletableFuture.completedFuture(null);
              }
              boolean enough = found.size() >= maxMessages || foundBytes >= maxBytes;
              return enough
                  ? CompletableFuture.completedFuture(found.get(found.size() - 1).position)
                  : pages(query.toBuilder().exclusiveStartKey(page.rest()).build());
            });
  }

  private void take(Map<String, AttributeValue> row) {
    if (deleted.contains(table.key(row))) {
      return;
    }
    for (Slot slot : queue.seen(row)) {
      if (slot.position.compareTo(after) > 0) {
        found.add(slot);
        foundBytes += slot.size;
      }
    }
  }

  private List<Slot> merged(Position storeReadThrough) {
    Set<Position> stored = new HashSet<>();
    found.forEach(slot -> stored.add(slot.position));
    for (StoredMessage message : unflushed) {
      boolean inReach =
          storeReadThrough == null || message.position().compareTo(storeReadThrough) < 0;
      if (inReach && !stored.contains(message.position())) {
        found.add(new Slot(message, null, Witness.NONE));
      }
    }
    found.sort(Comparator.comparing(slot -> slot.position));
    dropRepeated();
    return cut();
  }

  /** A write of a process that was killed may arrive after its successor has looked. */
  private void dropRepeated() {
    for (int i = found.size() - 1; i > 0; i--) {
      if (found.get(i).position.equals(found.get(i - 1).position)) {
        found.remove(i);
      }
    }
  }

  private List<Slot> cut() {
    List<Slot> page = new ArrayList<>();
    long bytes = 0;
    for (Slot slot : found) {
      bytes += slot.size;
      if (!page.isEmpty() && (page.size() >= maxMessages || bytes > maxBytes)) {
        break;
      }
      page.add(slot);
    }
    return page;
  }
}
