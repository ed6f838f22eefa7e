package io.dynamq.dynamo;

import io.dynamq.dynamo.Held.Tenure;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightSnapshot.Outbound;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What the write-ahead log says of one session in the end, and who owns it by its row. */
final class LoggedSession {
  private Lease newest;
  private long since;
  private long deletedThrough = -1;
  private Logged.Saved saved;
  private Logged.Deleted deleted;

  /** Identifiers of QoS 2 that were used since the row was saved last. */
  private final Set<Integer> received = new TreeSet<>();

  /** Whether the will was published since. */
  private boolean willed;

  /** What has left the queue though the row does not tell; the newest record of each place. */
  private final NavigableMap<Position, Logged.Removed> removed = new TreeMap<>();

  private StoredSession stored;

  /** Null if the log's owner is not, or no longer, the session's. */
  private SessionTable.Owner owner;

  /** Whose row the newest lease adopted without having written to it; else null. */
  private String from;

  /** The epoch in the row; lower than the owner's if that was raised without the store. */
  private long confirmed;

  /** Whether every claim since the row was logged last is ours, without another owner between. */
  private boolean unbroken;

  /** Takes note of the next record. */
  void note(Logged.Owned record) {
    if (newest == null || record.lease.epoch() >= newest.epoch()) {
      newest = record.lease;
    }
    if (record instanceof Logged.Claimed claimed && !claimed.unbroken) {
      since = claimed.lease.epoch();
    } else if (record instanceof Logged.Saved row) {
      saved = row;
      received.clear();
      willed = false;
    } else if (record instanceof Logged.Willed) {
      willed = true;
    } else if (record instanceof Logged.Removed gone) {
      removed.put(gone.position, gone);
    } else if (record instanceof Logged.Received publish) {
      received.add(publish.packetId);
    } else if (record instanceof Logged.Deleted end) {
      deleted = end;
      deletedThrough = Math.max(deletedThrough, end.lease.epoch());
    }
  }

  /**
   * Takes note of the session's row.
   *
   * @param session what the row says, null if it was never saved
   * @param self a claim of ours may have reached the row but not the log
   */
  void ownedBy(SessionTable.Owner row, StoredSession session, String self) {
    stored = session;
    boolean logged = row.epoch() == newest.epoch() && row.node().equals(newest.node());
    boolean unlogged = row.epoch() > newest.epoch() && row.node().equals(self);
    owner = logged || unlogged ? row : null;
    // Of more than one claim that the log does not know, one may have been another node's.
    unbroken = logged || unlogged && row.epoch() == newest.epoch() + 1;
    confirmed = row.epoch();
    // Nobody else has raised it since, so what was raised here and not there still counts.
    if (row.epoch() < newest.epoch() && row.node().equals(self) && newest.node().equals(self)) {
      owner = new SessionTable.Owner(newest.epoch(), self);
    } else if (row.epoch() == newest.epoch() - 1 && newest.node().equals(self)) {
      // A claim is in the row before anything is logged under it, so this lease was adopted.
      owner = new SessionTable.Owner(newest.epoch(), self);
      from = row.node();
    }
  }

  /** Whether what was logged under this lease must not be written any more. */
  boolean isVoid(Lease lease) {
    return owner == null || lease.epoch() < since || lease.epoch() <= deletedThrough;
  }

  /** What the leases of this session are judged by until it is flushed. */
  Tenure tenure() {
    return new Tenure(
        owner.epoch(), Math.min(since(), owner.epoch()), owner.node(), confirmed, from);
  }

  private long since() {
    return Math.max(since, deletedThrough + 1);
  }

  /**
   * Drops removals that do not count, because the lease that they need is void.
   *
   * @param isVoid also asked about whoever got the message instead
   * @return what counts, perhaps nothing
   */
  NavigableMap<Position, Logged.Removed> removed(Predicate<Lease> isVoid) {
    removed
        .values()
        .removeIf(gone -> isVoid.test(gone.lease) || gone.taker != null && isVoid.test(gone.taker));
    return removed;
  }

  /** Whether its receiver has acknowledged it, or it has left the queue. */
  boolean isDone(StoredMessage message) {
    if (removed.containsKey(message.position())) {
      return true;
    }
    if (saved == null || isVoid(saved.lease)) {
      return false;
    }
    if (message.position().compareTo(saved.session.inflight().sentThrough()) > 0) {
      return false;
    }
    for (Outbound outbound : saved.session.inflight().outbound()) {
      if (outbound.position().equals(message.position())) {
        return outbound.released();
      }
    }
    return true;
  }

  /** The row to be written, null if the store has it or a later one. */
  Logged.Saved wantedRow() {
    boolean renewed = owner != null && confirmed < owner.epoch();
    boolean newestSaved = saved != null && owner != null && saved.lease.epoch() == owner.epoch();
    // What was saved while a claim was under way is in the row of that claim only if it was flushed.
    boolean valid =
        saved != null && !isVoid(saved.lease) && (renewed || newestSaved || unbroken);
    boolean isRowWhole = received.isEmpty() && !willed;
    if (valid && newestSaved && isRowWhole) {
      return saved;
    }
    StoredSession base = valid ? saved.session : stored;
    if (base == null || owner == null || isRowWhole && !valid && !renewed) {
      return null;
    }
    InflightSnapshot inflight = base.inflight();
    for (int packetId : received) {
      inflight = inflight.with(packetId);
    }
    Lease lease = new Lease(base.client(), owner.epoch(), owner.node());
    StoredSession row = base.with(inflight);
    return new Logged.Saved(lease, willed ? row.withoutWill() : row);
  }

  /** The deletion to be made, null if it was made. */
  Logged.Deleted wantedDeletion() {
    return deleted != null && owner != null && deleted.lease.epoch() == owner.epoch()
        ? deleted
        : null;
  }
}
