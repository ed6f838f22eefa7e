package io.dynamq.dynamo.backend;

import io.dynamq.store.Durability;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Looks at a chunk that seems empty and, if it is, refills it from a later one.
 *
 * <p>The ids are added to their new chunk and durable there before they leave the old one, so
 * that a crash leaves them twice (a reader sees a set) and never nowhere.
 */
final class ChunkMove {
  private final String topic;
  private final int target;
  private final MapTable table;
  private final ConcurrentHashMap<String, Chunks> known;
  private final Runnable whenDone;
  private int source;

  /**
   * @param whenDone called after the move, successful or not needed
   */
  ChunkMove(
      String topic,
      int target,
      MapTable table,
      ConcurrentHashMap<String, Chunks> known,
      Runnable whenDone) {
    this.topic = topic;
    this.target = target;
    this.table = table;
    this.known = known;
    this.whenDone = whenDone;
  }

  void run() {
    table
        .read(topic, target)
        .thenCompose(present -> present.isEmpty() ? fill() : stillUsed(present))
        .exceptionally(
            error -> {
              // The ids stay where readers find them; the next removal or start tries again.
              update(Chunks::endMove);
              return null;
            });
  }

  private CompletableFuture<Void> stillUsed(Set<String> present) {
    update(chunks -> chunks.found(target, present));
    return finish();
  }

  private CompletableFuture<Void> fill() {
    update(chunks -> source = chunks.sourceFor(target));
    if (source <= target) {
      return dropEmpty(target);
    }
    return table
        .read(topic, source)
        .thenCompose(
            ids -> {
              if (ids.isEmpty()) {
                return dropEmpty(source);
              }
              return move(ids);
            });
  }

  private CompletableFuture<Void> dropEmpty(int chunk) {
    update(
        chunks -> {
          chunks.found(chunk, Set.of());
          chunks.dropIfLast(chunk);
        });
    return table.deleteEmpty(topic, chunk).thenCompose(deleted -> finish());
  }

  private CompletableFuture<Void> move(Set<String> ids) {
    return table
        .add(topic, target, ids, Durability.STORE)
        .thenCompose(
            added -> {
              book(ids);
              return table.remove(topic, source, ids, Durability.STORE);
            })
        .thenCompose(removed -> table.deleteEmpty(topic, source))
        .thenCompose(deleted -> finish());
  }

  private void book(Set<String> ids) {
    Set<String> goneMeanwhile = new HashSet<>();
    update(
        chunks -> {
          chunks.moved(source, target, ids);
          goneMeanwhile.addAll(chunks.removedWhileMoving());
          goneMeanwhile.retainAll(ids);
          goneMeanwhile.forEach(id -> chunks.removed(List.of(target), id));
        });
    if (!goneMeanwhile.isEmpty()) {
      table.remove(topic, target, goneMeanwhile, Durability.MEMORY);
    }
  }

  private CompletableFuture<Void> finish() {
    update(Chunks::endMove);
    whenDone.run();
    return CompletableFuture.completedFuture(null);
  }

  private void update(Consumer<Chunks> change) {
    known.computeIfPresent(
        topic,
        (t, chunks) -> {
          change.accept(chunks);
          return chunks;
        });
  }
}
