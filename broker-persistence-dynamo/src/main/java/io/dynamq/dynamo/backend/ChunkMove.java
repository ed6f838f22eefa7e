package io.dynamq.dynamo.backend;

import io.dynamq.store.Durability;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

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
    update(chunks -> chunks.found(target, present));
    return finish();
  }

  private CompletableFuture<Void> fill() {
    update(chunks -> source = chunks.sourceFor(target));
    if (source <= target) {
      return table.deleteEmpty(topic, target).thenCompose(done -> finish());
    }
    return table
        .read(topic, source)
        .thenCompose(ids -> ids.isEmpty() ? emptySource() : move(ids));
  }

  private CompletableFuture<Void> emptySource() {
    update(chunks -> chunks.found(source, Set.of()));
    return finish();
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
          goneMeanwhile.forEach(id -> chunks.removed(target, id));
        });
    if (!goneMeanwhile.isEmpty()) {
      table.remove(topic, target, goneMeanwhile, Durability.MEMORY);
    }
  }

  /** Another chunk may have been emptied meanwhile, or the source by this move. */
  private CompletableFuture<Void> finish() {
    int[] gap = {-1};
    update(
        chunks -> {
          chunks.endMove();
          chunks.trim();
          gap[0] = chunks.firstGap();
          if (gap[0] >= 0) {
            chunks.startMove();
          }
        });
    if (gap[0] >= 0) {
      new ChunkMove(topic, gap[0], table, known).run();
    }
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
