package io.dynamq.dynamo;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dynamq.dynamo.Held.Tenure;
import io.dynamq.dynamo.writebehind.Ownership;
import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredSession;
import io.dynamq.time.Time;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What this process knows of its leases. New calls need the newest lease of their client; what was
 * accepted under an older one is still written if nobody else owned the session in between.
 *
 * <p>A lease is held in memory while its client is there or something waits to be written. At rest
 * the session's row knows all: the next write under the lease, be it from a session that was found
 * at start-up, is taken at its word here and judged by the row before it is flushed.
 */
final class Leases implements Ownership {
  private static final int LOST_REMEMBERED = 10_000;

  /** What hangs on a lease. */
  interface Content {
    /** The session is another node's: drops what the process holds of it. */
    void lost(ClientId client);

    /** Lets go of what the store has in full; false if anything is left. */
    boolean release(ClientId client);
  }

  private final Map<ClientId, Held> held = new ConcurrentHashMap<>();

  /** Epochs found void, so that those who were promised MEMORY only hear of it at their next call. */
  private final Cache<ClientId, Long> lost =
      Caffeine.newBuilder().maximumSize(LOST_REMEMBERED).executor(Runnable::run).build();

  /** Who waits for the row to have an epoch that was raised without it. */
  private final Renewals renewals = new Renewals();

  private final UnansweredClaims unanswered = new UnansweredClaims();

  private final LeaseJudge judge;
  private final Time time;
  private final String self;
  private final Supplier<? extends Content> content;

  /** The highest of deleted sessions: one may come back within a second, or after many claims. */
  private final AtomicLong deletedEpoch = new AtomicLong();

  /**
   * @param self this node's name
   * @param content asked for when it is first needed, for it is made later than this
   */
  Leases(
      SessionTable table,
      LeaseJudge.Rows owners,
      Time time,
      String self,
      Supplier<? extends Content> content) {
    this.judge = new LeaseJudge(this, table, owners);
    this.time = time;
    this.self = self;
    this.content = content;
  }

  /** Leases in memory. */
  long count() {
    return held.size();
  }

  /**
   * Does what a valid lease allows. The lease stays held meanwhile, and as long as the work has left
   * something unflushed.
   *
   * @return the work's answer, or a failure as fenced
   */
  CompletableFuture<Void> under(Lease lease, Supplier<CompletableFuture<Void>> work) {
    return under(lease, enter(lease, false), work);
  }

  /** The same also for a lease of this process that it has replaced itself; for appending only. */
  CompletableFuture<Void> underAny(Lease lease, Supplier<CompletableFuture<Void>> work) {
    return under(lease, enter(lease, true), work);
  }

  private CompletableFuture<Void> under(
      Lease lease, Held used, Supplier<CompletableFuture<Void>> work) {
    if (used == null) {
      return CompletableFuture.failedFuture(
          new StorageException(
              StorageException.Kind.FENCED,
              "session " + lease.client() + " was claimed again since epoch " + lease.epoch()));
    }
    try {
      return work.get();
    } finally {
      leave(lease.client(), used);
    }
  }

  /**
   * The same for what the write-ahead log has of a session whose row was read.
   *
   * @param tenure what that row and the log allow, also for leases that are not the newest
   */
  CompletableFuture<Void> replaying(
      ClientId client, Tenure tenure, Supplier<CompletableFuture<Void>> work) {
    Held used =
        held.compute(
            client,
            (id, now) -> {
              Held next = now == null ? new Held(tenure) : now;
              next.users++;
              return next;
            });
    try {
      return work.get();
    } finally {
      leave(client, used);
    }
  }

  /** Null if the lease is void. */
  private Held enter(Lease lease, boolean earlierToo) {
    Held[] entered = new Held[1];
    held.compute(
        lease.client(),
        (client, now) -> {
          Held used = now;
          if (now == null && !isLost(lease)) {
            used = new Held(Tenure.adopted(lease));
          } else if (now != null && now.tenure.isAdoptedBy(lease)) {
            // What the log brought back is still held under the epoch before.
            now.tenure = now.tenure.renewed();
          }
          if (used != null && lease.epoch() >= oldest(used.tenure, earlierToo)) {
            used.users++;
            entered[0] = used;
          }
          return used;
        });
    return entered[0];
  }

  private static long oldest(Tenure tenure, boolean earlierToo) {
    return earlierToo ? tenure.since() : tenure.epoch();
  }

  private boolean isLost(Lease lease) {
    Long epoch = lost.getIfPresent(lease.client());
    return epoch != null && lease.epoch() <= epoch;
  }

  private void leave(ClientId client, Held used) {
    held.computeIfPresent(
        client,
        (id, now) -> {
          // It is another one if the lease turned out void meanwhile.
          if (now == used) {
            now.users--;
          }
          return isReleased(now) && content.get().release(client) ? null : now;
        });
  }

  private static boolean isReleased(Held now) {
    return now.isAtRest() && (now.tenure.isConfirmed() || now.tenure.isAsAdopted());
  }

  /** Lets go of a client that is away and of whom nothing waits. */
  void settled(ClientId client) {
    // Nobody can begin a write meanwhile, for that needs the same place in the map.
    held.compute(
        client,
        (id, now) ->
            (now == null || isReleased(now)) && content.get().release(client) ? null : now);
  }

  @Override
  public void settled(Lease lease) {
    settled(lease.client());
  }

  /** Whether the client is here, as far as this process knows. */
  boolean isPresent(ClientId client) {
    Held now = held.get(client);
    return now != null && now.present;
  }

  /** The client came or went. */
  void present(ClientId client, boolean there) {
    held.computeIfPresent(
        client,
        (id, now) -> {
          now.present = there;
          return now;
        });
  }

  /** A claim is about to be made; what it does to the row is unknown until {@link #claimed}. */
  void claiming(ClientId client) {
    // Only what is written under another lease of ours meanwhile is judged by that.
    if (held.containsKey(client)) {
      unanswered.add(client);
    }
  }

  UnansweredClaims unanswered() {
    return unanswered;
  }

  /** The same for one that takes the session from nobody else. */
  void claimingOwn(Lease next) {
    unanswered.addOwn(next);
  }

  /**
   * Notes a claim.
   *
   * @param before owner by the row before the claim, null if there was no row
   * @return true if this process owned the session right before, or held nothing of it
   */
  boolean claimed(Lease lease, SessionTable.Owner before) {
    boolean[] unbroken = new boolean[1];
    held.compute(
        lease.client(),
        (client, now) -> {
          unbroken[0] =
              now == null
                  || before != null && now.tenure.isContinuedBy(before, self)
                  || new SessionTable.Owner(lease.epoch(), self).equals(before)
                      && unanswered.isOwn(lease);
          long since = unbroken[0] ? since(lease, before, now) : lease.epoch();
          Tenure tenure = new Tenure(lease.epoch(), since, self, lease.epoch());
          Held next = now == null ? new Held(tenure) : now;
          next.tenure = tenure;
          next.present = true;
          return next;
        });
    renewals.confirmed(lease);
    lost.invalidate(lease.client());
    unanswered.over(lease.client());
    return unbroken[0];
  }

  /**
   * Raises the epoch of a lease here.
   *
   * @param confirmed completed when the row has it too
   * @return null if the lease is void
   */
  Lease renewed(Lease before, CompletableFuture<Void> confirmed) {
    Held used = enter(before, false);
    if (used == null) {
      return null;
    }
    Lease[] next = new Lease[1];
    held.computeIfPresent(
        before.client(),
        (client, now) -> {
          now.tenure = now.tenure.renewed();
          now.present = true;
          next[0] = new Lease(client, now.tenure.epoch(), before.node());
          renewals.await(next[0], confirmed);
          return now;
        });
    leave(before.client(), used);
    return next[0];
  }

  /**
   * The same for a write that may come after a claim of ours, under a lease that it replaced: what
   * the session was then is not lost, and nobody who waits for it is told that it was.
   */
  SessionTable.Epochs rowEpochsForSave(Lease lease) {
    SessionTable.Epochs rows = rowEpochs(lease);
    Held now = held.get(lease.client());
    return now != null && now.tenure.since() <= lease.epoch()
        ? new SessionTable.Epochs(
            rows.low(), Math.max(rows.high(), now.tenure.epoch()), rows.from())
        : rows;
  }

  /** What epochs the row of a lease's session may have for it to be good. */
  SessionTable.Epochs rowEpochs(Lease lease) {
    Held now = held.get(lease.client());
    Tenure tenure = now == null ? Tenure.adopted(lease) : now.tenure;
    long low = Math.min(lease.epoch(), tenure.confirmed());
    long high = lease.epoch() + (unanswered.mayFollow(lease) ? 1 : 0);
    String from = tenure.confirmed() == low ? tenure.from() : null;
    return new SessionTable.Epochs(low, high, from);
  }

  /** The store has the session's row under this lease. */
  void written(Lease lease) {
    confirmed(lease);
    settled(lease.client());
  }

  /** The session as its row has it under the held lease, null if that is not known for sure. */
  StoredSession row(ClientId client) {
    Held now = held.get(client);
    return now == null ? null : now.row;
  }

  /** Notes what the row says; null while a request is under way that changes it. */
  void row(ClientId client, StoredSession row) {
    Held now = held.get(client);
    if (now != null) {
      now.row = row;
    }
  }

  /** The row has this epoch. */
  void confirmed(Lease lease) {
    held.computeIfPresent(
        lease.client(),
        (client, now) -> {
          now.tenure = now.tenure.confirmed(lease.epoch());
          return now;
        });
    renewals.confirmed(lease);
  }

  private static long since(Lease lease, SessionTable.Owner before, Held now) {
    if (now != null) {
      return now.tenure.since();
    }
    if (before == null) {
      return lease.epoch();
    }
    // Nothing was unflushed, but futures of the last epoch may still wait for their second look-up.
    // A request that was repeated because its answer was lost finds the epoch that it set itself.
    return Math.min(before.epoch(), lease.epoch() - 1);
  }

  /** The epoch from which a client without a row counts on. */
  long base() {
    return Math.max(time.epochSeconds(), deletedEpoch.get());
  }

  /**
   * The log tells of a session's end. It may be told so at the next start too, so a session that is
   * begun anew before must not have an epoch that counts as ended there.
   */
  void ended(Lease lease) {
    deletedEpoch.accumulateAndGet(lease.epoch(), Math::max);
  }

  /** The session is gone; a later claim starts anew. */
  void deleted(Lease lease) {
    ended(lease);
    renewals.confirmed(lease);
    unanswered.over(lease.client());
    held.computeIfPresent(
        lease.client(), (client, now) -> now.tenure.epoch() == lease.epoch() ? null : now);
  }

  @Override
  public void fenced(Lease lease) {
    boolean[] isNewest = new boolean[1];
    held.compute(
        lease.client(),
        (client, now) -> {
          isNewest[0] = now == null || now.tenure.epoch() <= lease.epoch();
          return isNewest[0] ? null : now;
        });
    renewals.fenced(lease);
    if (isNewest[0]) {
      unanswered.over(lease.client());
      lost.put(lease.client(), lease.epoch());
      content.get().lost(lease.client());
    }
  }

  @Override
  public CompletableFuture<Set<Lease>> voided(Set<Lease> leases, Consumer<Set<Lease>> early) {
    return judge.voided(leases, early);
  }

  /** What is held of a client, null if nothing is. */
  Tenure tenure(ClientId client) {
    Held now = held.get(client);
    return now == null ? null : now.tenure;
  }

  /** Whether a claim of ours may have raised the row. */
  boolean isClaiming(ClientId client, SessionTable.Owner row) {
    return row.node().equals(self) && unanswered.has(client);
  }
}
