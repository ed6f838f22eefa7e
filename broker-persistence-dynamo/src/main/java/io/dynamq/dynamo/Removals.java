package io.dynamq.dynamo;

import io.dynamq.dynamo.writebehind.Leased;
import io.dynamq.message.ClientId;
import io.dynamq.store.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Takes messages out of queues; those whose row nobody has read are looked up in the store. */
final class Removals {
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final Shared shared;
  private final QueueTable table;
  private final Set<CompletableFuture<Void>> underWay = ConcurrentHashMap.newKeySet();

  Removals(Shared shared) {
    this.shared = shared;
    table = shared.tables().queues();
  }

  /**
   * Takes out one.
   *
   * @return completes when the write-behind has it, or the store has no such message
   */
  CompletableFuture<Void> one(
      ClientQueue queue, ClientId client, Leased store, Position position) {
    return queue.remove(store, position)
        ? DONE
        : noted(
            lookUp(queue, client, position).thenRun(() -> end(queue, client, List.of(position))));
  }

  /** Completes when nothing is looked up any more that was asked for before this call. */
  CompletableFuture<Void> settled() {
    return CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> noted(CompletableFuture<Void> removal) {
    underWay.add(removal);
    removal.whenComplete((done, fault) -> underWay.remove(removal));
    return removal;
  }

  /** The same for many, in a few requests. */
  CompletableFuture<Void> many(
      ClientQueue queue, ClientId client, Leased store, NavigableSet<Position> positions) {
    List<Position> unknown = new ArrayList<>();
    for (Position position : positions) {
      if (!queue.remove(store, position)) {
        unknown.add(position);
      }
    }
    if (unknown.isEmpty()) {
      return DONE;
    }
    Position first = unknown.get(0);
    Position last = unknown.get(unknown.size() - 1);
    return noted(
        lookUp(queue, client, first)
            .thenCompose(found -> shared.reader().all(table.between(client, first, last)))
            .thenAccept(
                rows -> {
                  rows.forEach(queue::seen);
                  end(queue, client, unknown);
                }));
  }

  private CompletableFuture<Void> lookUp(ClientQueue queue, ClientId client, Position position) {
    return shared
        .reader()
        .page(table.holding(client, position))
        .thenAccept(page -> page.rows().forEach(queue::seen));
  }

  private void end(ClientQueue queue, ClientId client, List<Position> positions) {
    positions.forEach(queue::notFound);
    shared.leases().settled(client);
  }
}
