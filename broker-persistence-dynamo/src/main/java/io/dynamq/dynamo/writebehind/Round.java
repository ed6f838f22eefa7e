package io.dynamq.dynamo.writebehind;

import io.dynamq.store.Lease;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What one flush carries, by stage and table. Belongs to the flusher thread.
 *
 * <p>A stage is over when nothing of it is left to send or under way; what fails for now comes back
 * to its stage and so holds up the later ones.
 */
final class Round {
  private static final int BATCH_ITEMS = 25;
  private static final int BATCH_BYTES = 4 << 20;
  private static final long CHECK_LASTS_NANOS = 1_000_000_000;

  private final Map<Stage, Map<String, ArrayDeque<Taken>>> ready = new EnumMap<>(Stage.class);
  private final Set<Lease> unchecked = new HashSet<>();

  /** Found void since it began. */
  private final Set<Lease> lost = new HashSet<>();
  private CompletableFuture<Void> logged = CompletableFuture.completedFuture(null);

  /** When leases were looked up. */
  private final Map<Lease, Long> checked = new HashMap<>();

  private long oldestCheckNanos = Long.MAX_VALUE;
  private boolean hurried;
  private int underWay;

  /** False if its lease was found void since it was sent; then it must not be sent again. */
  boolean add(Taken taken) {
    if (taken.lease() != null && lost.contains(taken.lease())) {
      return false;
    }
    ready
        .computeIfAbsent(taken.stage(), stage -> new LinkedHashMap<>())
        .computeIfAbsent(taken.key().table().name(), table -> new ArrayDeque<>())
        .add(taken);
    if (taken.lease() != null && !checked.containsKey(taken.lease())) {
      unchecked.add(taken.lease());
    }
    return true;
  }

  /** Says whether somebody waits for it, or for the next one. */
  void hurries(boolean soon) {
    hurried = soon;
  }

  boolean isHurried() {
    return hurried;
  }

  /** Nothing is to be sent before this. */
  void awaits(CompletableFuture<Void> log) {
    logged = log;
  }

  /** Whether what it carries is safe in the log. */
  boolean isLogged() {
    return logged.isDone();
  }

  /** Leases to be looked up before anything is sent. */
  Set<Lease> unchecked() {
    return unchecked;
  }

  /** Leases were looked up; more may have come meanwhile, with what has failed. */
  void checked(Set<Lease> asked, long now) {
    unchecked.removeAll(asked);
    asked.forEach(lease -> checked.put(lease, now));
    oldestCheckNanos = Math.min(oldestCheckNanos, now);
  }

  /** What was looked up long ago, for the store has been ill since, is to be looked up again. */
  void expire(long now) {
    if (oldestCheckNanos < now - CHECK_LASTS_NANOS) {
      recheck(now - CHECK_LASTS_NANOS);
    }
  }

  /** One of the sessions is said to be another node's: all are to be looked up again. */
  void doubt() {
    recheck(Long.MAX_VALUE);
  }

  /** What was looked up before is to be looked up again, or as soon as it waits again. */
  private void recheck(long before) {
    checked.values().removeIf(at -> at < before);
    oldestCheckNanos = checked.values().stream().min(Long::compare).orElse(Long.MAX_VALUE);
    forEachWaiting(
        waiting ->
            waiting.forEach(
                taken -> {
                  if (taken.lease() != null && !checked.containsKey(taken.lease())) {
                    unchecked.add(taken.lease());
                  }
                }));
  }

  /** Forgets, and returns, what waits to be sent under these leases, perhaps not for the first time. */
  List<Taken> drop(Set<Lease> voided) {
    List<Taken> fenced = new ArrayList<>();
    if (voided.isEmpty()) {
      return fenced;
    }
    lost.addAll(voided);
    forEachWaiting(
        waiting ->
            waiting.removeIf(
                taken ->
                    taken.lease() != null && voided.contains(taken.lease()) && fenced.add(taken)));
    ready.values().forEach(tables -> tables.values().removeIf(ArrayDeque::isEmpty));
    ready.values().removeIf(Map::isEmpty);
    return fenced;
  }

  private void forEachWaiting(Consumer<ArrayDeque<Taken>> step) {
    ready.values().forEach(tables -> tables.values().forEach(step));
  }

  boolean isOver() {
    return underWay == 0 && ready.isEmpty();
  }

  /** The items of a request were answered, one way or the other. */
  void answered(int items) {
    underWay -= items;
    if (underWay == 0) {
      ready.values().removeIf(Map::isEmpty);
    }
  }

  /**
   * Takes what the next request carries.
   *
   * @param open tells tables that may be written to now
   * @return empty if nothing can be sent before an answer arrives or a pause ends
   */
  List<Taken> next(Predicate<String> open) {
    for (Stage stage : Stage.values()) {
      Map<String, ArrayDeque<Taken>> tables = ready.get(stage);
      if (tables == null) {
        continue;
      }
      for (Map.Entry<String, ArrayDeque<Taken>> table : tables.entrySet()) {
        if (open.test(table.getKey())) {
          List<Taken> batch = batch(table.getValue());
          underWay += batch.size();
          if (table.getValue().isEmpty()) {
            tables.remove(table.getKey());
          }
          return batch;
        }
      }
      // A stage that is drained but not answered still holds up the next one.
      if (!tables.isEmpty() || underWay > 0) {
        return List.of();
      }
      ready.remove(stage);
    }
    return List.of();
  }

  private static List<Taken> batch(ArrayDeque<Taken> waiting) {
    List<Taken> batch = new ArrayList<>(BATCH_ITEMS);
    int bytes = 0;
    while (!waiting.isEmpty() && batch.size() < BATCH_ITEMS) {
      Taken head = waiting.peek();
      bytes += head.write().bytes();
      boolean fits = head.isBatchable() && bytes <= BATCH_BYTES;
      if (!batch.isEmpty() && !fits) {
        break;
      }
      batch.add(waiting.poll());
      if (!head.isBatchable()) {
        break;
      }
    }
    return batch;
  }
}
