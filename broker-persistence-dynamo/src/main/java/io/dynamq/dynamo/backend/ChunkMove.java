package io.dynamq.dynamo.backend;

import io.dynamq.store.Durability;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refills one emptied chunk of a topic from a later one.
 *
 * <p>The ids are added to their new chunk and durable there before they are removed from the old one,
 * so that a crash leaves them twice (a reader sees a set) and never nowhere.
 */
final class ChunkMove {
  private final String topic;
  private final int target;
  private final MapTable table;
  private final ConcurrentHashMap<String, Chunks> known;
  private int source;

  ChunkMove(String topic, int target, MapTable table, ConcurrentHashMap<String, Chunks> known) {
    this.topic = topic;
    this.target = target;
    this.table = table;
    this.known = known;
  }

  void run() {
    table
        .read(topic, target)
        .thenCompose(present -> present.isEmpty() ? fill() : stillUsed(present))
        .exceptionally(
            error -> {
              // The ids stay where they are; readers find them there, and the next start retries.
              update(Chunks::endMove);
              return null;
            });
  }

  private CompletableFuture<Void> stillUsed(Set<String> present) {
    update(
        chunks -> {
          chunks.found(target, present);
          chunks.endMove();
        });
    return CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<Void> fill() {
    update(chunks -> source = target == 0 && chunks.size() > 1 ? 1 : chunks.size() - 1);
    if (source <= target) {
      return end();
    }
    return table
        .read(topic, source)
        .thenCompose(
            ids ->
                ids.isEmpty()
                    ? emptySource()
                    : table
                        .add(topic, target, ids, Durability.STORE)
                        .thenCompose(added -> removeFromSource(ids)));
  }

  private CompletableFuture<Void> emptySource() {
    update(chunks -> chunks.found(source, Set.of()));
    return end();
  }

  private CompletableFuture<Void> removeFromSource(Set<String> ids) {
    Set<String> goneMeanwhile = new HashSet<>();
    boolean[] sourceEmpty = new boolean[1];
    update(
        chunks -> {
          chunks.moved(source, target, ids);
          goneMeanwhile.addAll(chunks.endMove());
          goneMeanwhile.retainAll(ids);
          goneMeanwhile.forEach(id -> chunks.removed(target, id));
          sourceEmpty[0] = chunks.count(source) <= 0;
        });
    if (!goneMeanwhile.isEmpty()) {
      table.remove(topic, target, goneMeanwhile, Durability.MEMORY);
    }
    CompletableFuture<Void> removed = table.remove(topic, source, ids, Durability.STORE);
    if (!sourceEmpty[0]) {
      return removed;
    }
    return removed
        .thenCompose(done -> table.deleteEmpty(topic, source))
        .thenRun(this::refillSource);
  }

  /** The chunk that gave its ids is empty now: the same again for it, unless it was the last. */
  private void refillSource() {
    boolean[] again = new boolean[1];
    update(
        chunks -> {
          chunks.trim();
          again[0] = source < chunks.size() - 1 && chunks.startMove();
        });
    if (again[0]) {
      new ChunkMove(topic, source, table, known).run();
    }
  }

  private CompletableFuture<Void> end() {
    update(
        chunks -> {
          chunks.endMove();
          chunks.trim();
        });
    return table.deleteEmpty(topic, target);
  }

  private void update(java.util.function.Consumer<Chunks> change) {
    known.computeIfPresent(
        topic,
        (t, chunks) -> {
          change.accept(chunks);
          return chunks;
        });
  }
}
