package io.dynamq.dynamo;

import io.dynamq.dynamo.writebehind.Ownership;
import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import io.dynamq.store.StorageException;
import io.dynamq.time.Time;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What this process knows of its leases. New calls need the newest lease of their client; what was
 * accepted under an older one is still written if nobody else owned the session in between.
 */
final class Leases implements Ownership {

  /**
   * @param epoch of the newest claim
   * @param since the first epoch of an unbroken row of claims by this process
   * @param owner the node that the session's row names for the newest epoch
   */
  private record Held(long epoch, long since, String owner) {}

  private final Map<ClientId, Held> held = new ConcurrentHashMap<>();
  private final SessionTable table;
  private final TableReader reader;
  private final Time time;
  private final Consumer<Lease> onFenced;

  /** The highest of deleted sessions: one may come back within a second, or after many claims. */
  private final AtomicLong deletedEpoch = new AtomicLong();

  /**
   * @param onFenced drops what the process holds of a lost session
   */
  Leases(SessionTable table, TableReader reader, Time time, Consumer<Lease> onFenced) {
    this.table = table;
    this.reader = reader;
    this.time = time;
    this.onFenced = onFenced;
  }

  /** Null, or the error of a call under this lease. */
  StorageException refusal(Lease lease) {
    Held now = held.get(lease.client());
    return now == null || lease.epoch() >= now.epoch
        ? null
        : new StorageException(
            StorageException.Kind.FENCED,
            "session " + lease.client() + " was claimed again since epoch " + lease.epoch());
  }

  /**
   * Notes a claim.
   *
   * @return true if this process owned the session right before
   */
  boolean claimed(Lease lease) {
    boolean[] unbroken = new boolean[1];
    held.compute(
        lease.client(),
        (client, before) -> {
          unbroken[0] = before != null && before.epoch == lease.epoch() - 1;
          long since = unbroken[0] ? before.since : lease.epoch();
          return new Held(lease.epoch(), since, lease.node());
        });
    return unbroken[0];
  }

  /**
   * Notes a session found at start-up, which this process serves under its last owner's lease until
   * the client is back; the claim that follows then continues it.
   */
  void adopted(Lease lease) {
    held.putIfAbsent(
        lease.client(), new Held(lease.epoch(), lease.epoch(), lease.node()));
  }

  /** The epoch from which a client without a row counts on. */
  long base() {
    return Math.max(time.epochSeconds(), deletedEpoch.get());
  }

  /** The session is gone; a later claim starts anew. */
  void deleted(Lease lease) {
    deletedEpoch.accumulateAndGet(lease.epoch(), Math::max);
    held.computeIfPresent(
        lease.client(), (client, now) -> now.epoch == lease.epoch() ? null : now);
  }

  @Override
  public void fenced(Lease lease) {
    boolean[] lost = new boolean[1];
    held.compute(
        lease.client(),
        (client, now) -> {
          lost[0] = now == null || now.epoch <= lease.epoch();
          // One above the lost epoch voids it until the next claim.
          return lost[0] ? new Held(lease.epoch() + 1, lease.epoch() + 1, "") : now;
        });
    if (lost[0]) {
      onFenced.accept(lease);
    }
  }

  @Override
  public CompletableFuture<Set<Lease>> voided(Set<Lease> leases) {
    Set<String> names = new HashSet<>();
    List<Map<String, AttributeValue>> keys = new ArrayList<>();
    for (Lease lease : leases) {
      if (names.add(table.key(lease.client()).hash())) {
        keys.add(table.key(lease.client()).attributes());
      }
    }
    return reader
        .get(table.spec, keys)
        .thenApply(
            rows -> {
              Map<String, String> owners = new HashMap<>();
              rows.forEach(row -> owners.put(table.hash(row), table.node(row)));
              Set<Lease> voided = new HashSet<>();
              for (Lease lease : leases) {
                if (isVoid(lease, owners.get(table.key(lease.client()).hash()))) {
                  voided.add(lease);
                }
              }
              return voided;
            });
  }

  /** A higher epoch of our own node is a claim of this process, perhaps not yet answered. */
  private boolean isVoid(Lease lease, String owner) {
    Held now = held.get(lease.client());
    if (now != null && lease.epoch() < now.since) {
      return true;
    }
    return !lease.node().equals(owner) && (now == null || !now.owner.equals(owner));
  }
}
