package io.dynamq.dynamo.backend;

import io.dynamq.message.MessageId;
import io.dynamq.store.Durability;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which messages are stored per topic, over {@link MapTable}'s chunks. Any thread; nothing blocks.
 *
 * <p>New ids go to the last chunk. When a chunk is emptied, the head is refilled from chunk 1 and
 * any other from the last, so that numbers have no gap, a reader finds all by counting up, and a
 * program that knows only EMQX's item sees the oldest ids. The bookkeeping in memory may be wrong
 * when other nodes write to the same topic; what decides is always read from the store first.
 */
final class TopicMap {
  private final MapTable table;
  private final Refusals refusals;
  private final int maxIds;
  private final ConcurrentHashMap<String, Chunks> known = new ConcurrentHashMap<>();
  private final TopicIndex topics = new TopicIndex();

  TopicMap(MapTable table, Refusals refusals, int maxIds) {
    this.table = table;
    this.refusals = refusals;
    this.maxIds = maxIds;
  }

  /** Learns what there is; for the start. */
  CompletableFuture<Void> load() {
    return table
        .load(
            (topic, chunk, ids) -> {
              if (ids.isEmpty()) {
                table.deleteEmpty(topic, chunk);
              } else {
                topics.add(topic);
                known.computeIfAbsent(topic, t -> new Chunks()).found(chunk, ids);
              }
            })
        // A crash may have ended a move half-way.
        .thenRun(() -> known.keySet().forEach(topic -> tidy(topic, true)));
  }

  /** Adds an id; completes as the durability asks, or at once when it is refused. */
  CompletableFuture<Void> add(String topic, MessageId id, Durability durability) {
    List<CompletableFuture<Void>> result = new ArrayList<>(1);
    known.compute(
        topic,
        (t, present) -> {
          Chunks chunks = present == null ? new Chunks() : present;
          int chunk = chunks.next(maxIds);
          if (!MapTable.isKey(t, chunk)) {
            refusals.refused(table.name(), "topic " + t, "its key would exceed 2048 bytes");
            result.add(CompletableFuture.completedFuture(null));
            return present;
          }
          topics.add(t);
          chunks.added(chunk, id);
          result.add(table.add(t, chunk, Set.of(id.toText()), durability));
          return chunks;
        });
    return result.get(0);
  }

  /** Removes an id; it need not be there. */
  void remove(String topic, StoredId id) {
    if (!Keys.isHash(topic)) {
      return;
    }
    boolean[] looksEmpty = new boolean[1];
    known.compute(
        topic,
        (t, present) -> {
          if (present == null) {
            // Published through another node, whose bookkeeping this one does not have.
            table.remove(t, 0, Set.of(id.text()), Durability.MEMORY);
            return null;
          }
          List<Integer> holding = present.holding(id.decoded());
          for (int chunk : holding) {
            table.remove(t, chunk, Set.of(id.text()), Durability.MEMORY);
          }
          present.removed(holding, id.text());
          looksEmpty[0] = present.firstEmpty() >= 0;
          return present;
        });
    if (looksEmpty[0]) {
      // An item that this empties in the store is deleted by the write that empties it.
      tidy(topic, false);
    }
  }

  /**
   * Forgets a topic without ids, or looks into the first chunk that seems empty.
   *
   * @param written whether the store may hold an item of it
   */
  private void tidy(String topic, boolean written) {
    int[] empty = {-1};
    Chunks left =
        known.computeIfPresent(
            topic,
            (t, chunks) -> {
              int chunk = chunks.isMoving() ? -1 : chunks.firstEmpty();
              if (chunk >= 0 && chunks.size() == 1) {
                return null;
              }
              empty[0] = chunk;
              if (chunk >= 0) {
                chunks.startMove();
              }
              return chunks;
            });
    if (empty[0] >= 0) {
      new ChunkMove(topic, empty[0], table, known, () -> tidy(topic, true)).run();
    } else if (left == null) {
      forget(topic);
      if (written) {
        table.deleteEmpty(topic, 0);
      }
    }
  }

  private void forget(String topic) {
    topics.remove(topic);
    // A racing add may have come between; its topic must stay findable.
    known.computeIfPresent(
        topic,
        (t, chunks) -> {
          topics.add(t);
          return chunks;
        });
  }

  /** The topics with stored messages that a filter's path matches. */
  List<String> matching(String path) {
    return topics.matching(path);
  }

  /** All ids of these topics, also those that other nodes have added. */
  CompletableFuture<List<MappedId>> ids(List<String> names) {
    List<MapTable.Chunk> chunks = new ArrayList<>();
    for (String topic : names) {
      Chunks present = known.get(topic);
      int size = present == null ? 1 : present.size();
      // One chunk more than known: another node may have added it.
      for (int number = 0; number <= size; number++) {
        chunks.add(new MapTable.Chunk(topic, number));
      }
    }
    return collect(chunks, new HashSet<>())
        .thenApply(found -> found.stream().sorted(MappedId.ORDER).toList());
  }

  private CompletableFuture<Set<MappedId>> collect(
      List<MapTable.Chunk> chunks, Set<MappedId> found) {
    return table
        .read(chunks)
        .thenCompose(
            read -> {
              List<MapTable.Chunk> further = new ArrayList<>();
              read.forEach(
                  (chunk, ids) -> {
                    ids.forEach(id -> found.add(new MappedId(chunk.topic(), StoredId.of(id))));
                    MapTable.Chunk next = new MapTable.Chunk(chunk.topic(), chunk.number() + 1);
                    if (learn(chunk, ids) && !chunks.contains(next)) {
                      further.add(next);
                    }
                  });
              return further.isEmpty()
                  ? CompletableFuture.completedFuture(found)
                  : collect(further, found);
            });
  }

  /** Notes a chunk that this node did not know of; true if there may be one more behind it. */
  private boolean learn(MapTable.Chunk chunk, Set<String> ids) {
    topics.add(chunk.topic());
    boolean[] isLast = new boolean[1];
    known.compute(
        chunk.topic(),
        (t, present) -> {
          Chunks chunks = present == null ? new Chunks() : present;
          if (chunks.count(chunk.number()) <= 0) {
            chunks.found(chunk.number(), ids);
          }
          isLast[0] = chunk.number() == chunks.size() - 1;
          return chunks;
        });
    return isLast[0];
  }
}
