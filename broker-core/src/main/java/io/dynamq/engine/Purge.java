package io.dynamq.engine;

import io.dynamq.observe.DropReason;
import io.dynamq.routing.Receipt;
import io.dynamq.session.Leftovers;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Empties what an ended session left in its queue, page by page, while the new session already lives:
 * its own messages come behind and are not touched. Should it not come to its end, what is left is
 * never sent, for the new session's row counts it as done. Runs on storage threads.
 */
final class Purge {
  private static final int PAGE_MESSAGES = 1_000;
  private static final int PAGE_BYTES = 1 << 20;

  private final Core core;
  private final Home home;
  private final Lease lease;
  private final Position through;
  private final Leftovers leftovers;

  /**
   * @param left what the ended session knew of its queue
   */
  Purge(Core core, Home home, InflightSnapshot left) {
    this.core = core;
    this.home = home;
    this.lease = home.lease();
    this.through = home.positions().last();
    this.leftovers = new Leftovers(left);
  }

  /** Completes when all that is still wanted is with others. */
  CompletableFuture<Void> run() {
    return next(Position.START);
  }

  private CompletableFuture<Void> next(Position after) {
    return core.storage
        .inflight()
        .read(lease.client(), after, PAGE_MESSAGES, PAGE_BYTES)
        .thenCompose(this::removeAll);
  }

  private CompletableFuture<Void> removeAll(List<StoredMessage> page) {
    List<CompletableFuture<Void>> moves = new ArrayList<>(0);
    Position last = null;
    for (StoredMessage stored : page) {
      if (stored.position().compareTo(through) > 0) {
        last = null;
        break;
      }
      moves.add(remove(stored));
      last = stored.position();
    }
    CompletableFuture<Void> moved =
        CompletableFuture.allOf(moves.toArray(CompletableFuture[]::new));
    Position next = last;
    return next == null ? moved : moved.thenCompose(done -> next(next));
  }

  /** What others of a shared group may have is theirs first. */
  private CompletableFuture<Void> remove(StoredMessage stored) {
    GroupHome group =
        leftovers.mayPassOn(stored) ? core.groups.find(stored.sharedGroup()) : null;
    if (group != null) {
      return group.giveBack(stored, lease).handle((done, fault) -> removed(stored, fault));
    }
    if (leftovers.mayPassOn(stored)) {
      core.publisher.redispatch(stored.message(), stored.sharedGroup(), home, Receipt.NONE);
    }
    if (leftovers.isLeft(stored) && !leftovers.mayPassOn(stored)) {
      core.drops.durable(lease.client(), stored, DropReason.SESSION_ENDED);
    }
    removed(stored, null);
    return CompletableFuture.completedFuture(null);
  }

  private Void removed(StoredMessage stored, Throwable fault) {
    if (fault != null) {
      core.drops.durable(lease.client(), stored, DropReason.SESSION_ENDED);
    }
    core.storage.inflight().withdraw(lease, stored.position());
    return null;
  }
}
