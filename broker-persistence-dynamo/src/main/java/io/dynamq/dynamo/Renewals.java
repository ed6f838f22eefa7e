package io.dynamq.dynamo;

import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import io.dynamq.store.StorageException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who waits for the store to have an epoch that this process has raised without it. Any thread. */
final class Renewals {
  private record Waiter(long epoch, CompletableFuture<Void> confirmed) {}

  private final Map<ClientId, List<Waiter>> waiters = new ConcurrentHashMap<>();

  void await(Lease renewed, CompletableFuture<Void> confirmed) {
    waiters
        .computeIfAbsent(renewed.client(), client -> new CopyOnWriteArrayList<>())
        .add(new Waiter(renewed.epoch(), confirmed));
  }

  /** The row has this epoch, or had it at its end. */
  void confirmed(Lease lease) {
    take(lease, waiter -> waiter.confirmed.complete(null));
  }

  /** The row is another owner's. */
  void fenced(Lease lease) {
    take(
        lease,
        waiter ->
            waiter.confirmed.completeExceptionally(
                new StorageException(
                    StorageException.Kind.FENCED,
                    "another node has claimed session " + lease.client())));
  }

  private void take(Lease lease, Consumer<Waiter> end) {
    if (waiters.isEmpty()) {
      return;
    }
    List<Waiter> taken = new CopyOnWriteArrayList<>();
    waiters.computeIfPresent(
        lease.client(),
        (client, all) -> {
          all.forEach(
              waiter -> {
                if (waiter.epoch <= lease.epoch()) {
                  taken.add(waiter);
                }
              });
          all.removeAll(taken);
          return all.isEmpty() ? null : all;
        });
    taken.forEach(end);
  }
}
