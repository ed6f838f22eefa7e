package io.dynamq.dynamo.writebehind;

import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import io.dynamq.store.StorageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Who waits for writes that the store has acknowledged but that needed a lease. They are told only
 * after the lease was seen valid once more: a claim that landed between the first look-up and the
 * write may have read the session without it. Flusher thread, but for {@link #isAwaited}.
 */
final class Receipts {
  private Map<Lease, List<CompletableFuture<Void>>> waiting = new HashMap<>();
  private Map<Lease, List<CompletableFuture<Void>>> asked = Map.of();

  /** Whose leases are still to be looked up. */
  private final Set<ClientId> clients = ConcurrentHashMap.newKeySet();

  /** Of whom something is just becoming clean, null if of nobody. */
  private volatile ClientId finishing;

  /**
   * Something was written.
   *
   * @param finish makes it clean and gives those who wait for it
   */
  void add(Lease lease, Supplier<List<CompletableFuture<Void>>> finish) {
    // Whoever finds it clean must find this too.
    finishing = lease.client();
    add(lease, finish.get());
    finishing = null;
  }

  private void add(Lease lease, List<CompletableFuture<Void>> futures) {
    if (!futures.isEmpty()) {
      clients.add(lease.client());
      waiting.computeIfAbsent(lease, none -> new ArrayList<>(futures.size())).addAll(futures);
    }
  }

  /** Whether anybody waits for a look-up of a lease of this client's; any thread. */
  boolean isAwaited(ClientId client) {
    return client.equals(finishing) || clients.contains(client);
  }

  /** Leases to be looked up now; empty if there are none, or while answers are outstanding. */
  Set<Lease> ask() {
    if (!asked.isEmpty() || waiting.isEmpty()) {
      return Set.of();
    }
    asked = waiting;
    waiting = new HashMap<>();
    return new LinkedHashSet<>(asked.keySet());
  }

  /** The look-up failed and is to be repeated. */
  void askAgain() {
    asked.forEach(this::add);
    asked = Map.of();
  }

  /** The look-up's answer. */
  void answered(Set<Lease> voided) {
    Map<Lease, List<CompletableFuture<Void>>> told = asked;
    asked = Map.of();
    told.forEach(
        (lease, futures) -> {
          if (voided.contains(lease)) {
            StorageException fenced = fenced(lease);
            futures.forEach(future -> future.completeExceptionally(fenced));
          } else {
            futures.forEach(future -> future.complete(null));
          }
        });
    Set<ClientId> still = new HashSet<>();
    waiting.keySet().forEach(lease -> still.add(lease.client()));
    for (Lease lease : told.keySet()) {
      if (!still.contains(lease.client())) {
        clients.remove(lease.client());
      }
    }
  }

  static StorageException fenced(Lease lease) {
    return new StorageException(
        StorageException.Kind.FENCED,
        "another node has claimed session " + lease.client() + " since epoch " + lease.epoch());
  }
}
