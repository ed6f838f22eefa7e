package io.dynamq.engine;

import io.dynamq.message.Texts;
import io.dynamq.observe.DropReason;
import io.dynamq.packet.Connect;
import io.dynamq.session.GroupBacklog;
import io.dynamq.session.PositionSource;
import io.dynamq.store.Claim;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightStore;
import io.dynamq.store.Lease;
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group's right to its queue in the store: claimed when the first saved session joins and at
 * start-up, given up when the last member leaves. Runs with its {@link GroupHome}.
 */
final class GroupTenure {
  private static final Logger LOG = LoggerFactory.getLogger(GroupTenure.class);

  private final GroupHome group;
  private final Core core;
  private final List<CompletableFuture<Void>> joining = new ArrayList<>(1);
  private volatile Lease lease;
  private volatile StoredSession row;
  private GroupBacklog backlog;
  private boolean claiming;
  private boolean closed;
  private boolean deserted;

  GroupTenure(GroupHome group, Core core) {
    this.group = group;
    this.core = core;
  }

  /** Null while the queue is not kept; any thread. */
  Lease lease() {
    return lease;
  }

  /** Null while the queue is not this node's. */
  GroupBacklog backlog() {
    return backlog;
  }

  /**
   * A saved session has subscribed, or the store kept the queue.
   *
   * @param answer completed when the queue is this node's
   * @return false if this group has ended; then a new one must be made
   */
  boolean join(Zone zone, CompletableFuture<Void> answer) {
    if (closed) {
      return false;
    }
    if (backlog != null) {
      core.table.attach(group.filter(), group);
      answer.complete(null);
      return true;
    }
    joining.add(answer);
    if (!claiming) {
      claiming = true;
      core.storage
          .sessions()
          .claim(group.clientId())
          .whenComplete((claim, fault) -> group.post(() -> claimed(zone, claim, fault)));
    }
    return true;
  }

  private void claimed(Zone zone, Claim claim, Throwable fault) {
    if (fault != null) {
      failed(fault);
      return;
    }
    StoredSession first = row(claim.lease(), zone);
    core.storage
        .inflight()
        .measure(group.clientId())
        .whenComplete(
            (found, failure) -> group.post(() -> measured(claim.lease(), first, found, failure)));
  }

  private void measured(
      Lease claimed, StoredSession saved, InflightStore.Backlog found, Throwable fault) {
    if (fault != null) {
      failed(fault);
      return;
    }
    claiming = false;
    own(claimed, saved, found);
    guard(core.storage.sessions().save(claimed, saved, core.settings.durability().base()));
    answerAll(null);
    closeIfDeserted();
  }

  private void failed(Throwable fault) {
    claiming = false;
    LOG.warn("cannot open {}: {}", group, Texts.cause(fault));
    answerAll(fault);
    closeIfDeserted();
  }

  private void answerAll(Throwable fault) {
    for (CompletableFuture<Void> answer : List.copyOf(joining)) {
      if (fault == null) {
        answer.complete(null);
      } else {
        answer.completeExceptionally(fault);
      }
    }
    joining.clear();
  }

  private void own(Lease mine, StoredSession saved, InflightStore.Backlog found) {
    row = saved;
    lease = mine;
    backlog =
        new GroupBacklog(
            core.zoneOf(saved).session(), new PositionSource(mine.epoch()), group::giveUp);
    backlog.resume(found, core.time.epochMicros());
    if (!backlog.isEmpty()) {
      group.collect();
    }
    core.table.attach(group.filter(), group);
  }

  /** Completes when the store has the row once more, with all that there is to tell; any thread. */
  CompletableFuture<Void> save() {
    Lease mine = lease;
    return mine == null
        ? CompletableFuture.failedFuture(new IllegalStateException("the group's queue has ended"))
        : core.storage.sessions().save(mine, row, Durability.STORE);
  }

  private StoredSession row(Lease mine, Zone zone) {
    return new StoredSession(
        group.clientId(),
        mine.epoch(),
        mine.node(),
        false,
        5,
        null,
        core.time.epochMillis(),
        0,
        0,
        Connect.EXPIRY_NEVER,
        null,
        InflightSnapshot.EMPTY,
        zone.name());
  }

  /** Whether what waits is being given up because no member is left. */
  boolean isDeserted() {
    deserted &= core.table.members(group.filter()).isEmpty();
    return deserted;
  }

  /**
   * The queue ends with the last member; what is in it has nobody left. It is read first for the
   * ledger's sake; who joins meanwhile gets the rest.
   */
  void closeIfDeserted() {
    if (closed || claiming || !core.table.members(group.filter()).isEmpty()) {
      return;
    }
    if (lease != null && core.drops.areKept() && !backlog.isEmpty()) {
      if (!deserted) {
        deserted = true;
        LOG.info(
            "{} has no member any more; {} messages that wait go to the ledger",
            group,
            backlog.size());
      }
      return;
    }
    closed = true;
    core.groups.remove(group);
    if (lease != null) {
      backlog.forEach(left -> core.drops.durable(group.clientId(), left, DropReason.SESSION_ENDED));
      for (long unread = backlog.size() - backlog.inMemory(); unread > 0; unread--) {
        core.drops.unread(DropReason.SESSION_ENDED);
      }
      guard(core.storage.sessions().delete(lease));
    }
    giveUp();
  }

  private void giveUp() {
    lease = null;
    backlog = null;
    core.table.attach(group.filter(), null);
  }

  /** Watches a write whose only consequence here is that the lease turns out void. */
  void guard(CompletableFuture<Void> write) {
    if (write.isDone() && !write.isCompletedExceptionally()) {
      return;
    }
    Lease under = lease;
    write.whenComplete(
        (done, fault) -> {
          if (fault != null && StorageException.isFenced(fault)) {
            group.post(() -> fenced(under));
          }
        });
  }

  /** Leases up to this epoch are another owner's. */
  void lostThrough(long epoch) {
    if (lease != null && lease.epoch() <= epoch) {
      fenced(lease);
    }
  }

  private void fenced(Lease under) {
    if (lease != null && lease.equals(under)) {
      LOG.info("{} was claimed by another node", group);
      closed = true;
      core.groups.remove(group);
      giveUp();
    }
  }
}
