package io.dynamq.engine;

import io.dynamq.observe.Metric;
import io.dynamq.session.PositionSource;
import io.dynamq.store.Claim;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredSession;
import java.util.concurrent.CompletableFuture;

/**
 * A home's right to its session in the store, and the writes of the session's row. In the mailbox,
 * but for {@link #isHeld}.
 */
final class Ownership {
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final Home home;
  private final Core core;
  private volatile Lease lease;
  private PositionSource positions;
  private boolean unsaved;
  private CompletableFuture<Void> soon;
  private Durability soonAs;
  private boolean ending;
  private CompletableFuture<Void> offline = DONE;

  /** That the session before is over is kept; nobody is told so earlier. */
  private CompletableFuture<Void> over = DONE;

  Ownership(Home home, Core core) {
    this.home = home;
    this.core = core;
  }

  /** As it was packed. */
  Ownership(Home home, Core core, PackedReader in) {
    this(home, core);
    lease = lease(home, core, in);
    positions = new PositionSource(lease, in.number());
  }

  static Lease lease(Home home, Core core, PackedReader in) {
    long epoch = in.number();
    String node = in.text();
    return new Lease(
        home.clientId(), epoch, node == null ? core.settings.node() : node, in.text());
  }

  /** Whether the session is held and no write of its row is awaited by anybody here. */
  boolean isAtRest() {
    return lease != null && !unsaved && soon == null && !ending && offline.isDone() && over.isDone();
  }

  void pack(PackedWriter out) {
    out.number(lease.epoch());
    out.text(lease.node().equals(core.settings.node()) ? null : lease.node());
    out.text(lease.from());
    out.number(positions.last().sequence());
  }

  /**
   * The client id is claimed. What is known of a session that was another node's meanwhile is not
   * true any more: its subscriptions, its publishes under way, its will.
   */
  void own(Claim claim) {
    if (lease != null && !continues(claim)) {
      lost();
    }
    own(claim.lease());
  }

  /** Whether the row was still the held lease's, or that of a claim of ours without answer. */
  private boolean continues(Claim claim) {
    StoredSession row = claim.previous();
    return row == null
        || row.node().equals(lease.node()) && row.epoch() <= lease.epoch() + 1
        || lease.adopts(row.epoch(), row.node());
  }

  void own(Lease claimed) {
    lease = claimed;
    positions = new PositionSource(claimed);
  }

  /** Whether the session is kept in the store; any thread. */
  boolean isHeld() {
    return lease != null;
  }

  /** Null while the session is not kept. */
  Lease lease() {
    return lease;
  }

  /** Whether anything may have to be kept before the client is told of it. */
  boolean promises() {
    return lease != null || !over.isDone();
  }

  PositionSource positions() {
    return positions;
  }

  /** In-flight state has changed; it is written with the next round. */
  void markUnsaved() {
    if (!unsaved && lease != null) {
      unsaved = true;
      core.sessions.unsaved(home);
    }
  }

  /** Writes what {@link #markUnsaved} noted. */
  void saveInflight() {
    boolean needed = unsaved;
    // Also where there is nothing to write any more: the next change must be noted again.
    unsaved = false;
    if (needed && home.live() != null && lease != null) {
      guard(save(home.live().stored(true), Durability.MEMORY));
    }
  }

  /**
   * Asks for the session's row to be kept once the present batch is over, so that all of a batch
   * share one write.
   */
  CompletableFuture<Void> saveSoon(Durability durability) {
    if (lease == null) {
      return over;
    }
    if (soon == null) {
      soon = new CompletableFuture<>();
      soonAs = durability;
      endBatchSoon();
    } else if (durability.compareTo(soonAs) > 0) {
      soonAs = durability;
    }
    return soon;
  }

  /**
   * Makes sure that the batch ends: packets come from the connection and not by mail, so after them
   * there may be none.
   */
  void endBatchSoon() {
    if (!ending) {
      ending = true;
      home.post(Mail.of(owner -> {}));
    }
  }

  /** The batch is over. */
  void saveIfAsked() {
    ending = false;
    if (soon == null) {
      return;
    }
    CompletableFuture<Void> promise = soon;
    soon = null;
    saved()
        .whenComplete(
            (done, fault) -> {
              if (fault == null) {
                promise.complete(null);
              } else {
                promise.completeExceptionally(fault);
              }
            });
  }

  private CompletableFuture<Void> saved() {
    if (lease == null || home.live() == null) {
      // The connection has ended meanwhile, and with it the session was saved or deleted.
      boolean more = soonAs.compareTo(core.settings.durability().base()) > 0;
      return more && lease != null && home.offline() != null
          ? saveOffline(home.offline().state(), soonAs)
          : offline;
    }
    unsaved = false;
    CompletableFuture<Void> write = save(home.live().stored(true), soonAs);
    guard(write);
    return write;
  }

  /** Writes the state of a session whose connection has ended. */
  void saveOffline(StoredSession state) {
    saveOffline(state, core.settings.durability().base());
  }

  /** The same as an asked durability wants it. */
  CompletableFuture<Void> saveOffline(StoredSession state, Durability durability) {
    unsaved = false;
    offline = save(state, durability);
    guard(offline);
    return offline;
  }

  private CompletableFuture<Void> save(StoredSession state, Durability durability) {
    return core.storage.sessions().save(lease, state, durability);
  }

  /** The session is no longer kept: its state in the store goes. */
  void delete() {
    if (lease != null) {
      guard(core.storage.sessions().delete(lease));
      lease = null;
    }
  }

  /**
   * The same, but what is being taken out of the queue is taken out first. Until then the row says
   * that the session is over, so that nobody finds it again.
   *
   * @param ended the session that is over, null if there was none
   */
  void deleteAfter(StoredSession ended, CompletableFuture<Void> purged) {
    Lease under = lease;
    if (ended != null) {
      over = save(ended, core.settings.durability().base());
    }
    lease = null;
    purged.whenComplete((done, fault) -> core.storage.sessions().delete(under));
  }

  /** Watches a write whose only possible consequence here is that the lease turns out void. */
  void guard(CompletableFuture<Void> write) {
    if (write.isDone() && !write.isCompletedExceptionally()) {
      return;
    }
    long epoch = lease == null ? -1 : lease.epoch();
    write.whenComplete(
        (done, fault) -> {
          if (fault != null && StorageException.isFenced(fault)) {
            home.post(Mail.of(owner -> owner.ownership().fencedAt(epoch)));
          }
        });
  }

  private void fencedAt(long epoch) {
    // A write of an earlier claim of ours may be refused late; only the present one matters.
    if (lease != null && lease.epoch() == epoch) {
      lost();
    }
  }

  /** Leases up to this epoch are another owner's. */
  void lostThrough(long epoch) {
    if (lease != null && lease.epoch() <= epoch) {
      lost();
    }
  }

  private void lost() {
    core.meters.count(Metric.SESSION_FENCED);
    lease = null;
    home.fenced();
  }
}
