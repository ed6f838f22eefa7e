package io.dynamq.dynamo;

import io.dynamq.store.Lease;
import io.dynamq.store.StoredSession;

/** One client's lease in memory. Changed only by {@link Leases}, inside its map's {@code compute}. */
final class Held {
  volatile Tenure tenure;

  /** Whether the client is there: then the lease is kept even if nothing waits. */
  volatile boolean present;

  /** The session as its row has it, null if that is not known for sure. */
  volatile StoredSession row;

  /** Calls under way that may leave something to be written. */
  int users;

  Held(Tenure tenure) {
    this.tenure = tenure;
  }

  boolean isAtRest() {
    return !present && users == 0;
  }

  /**
   * An unbroken row of claims by this process.
   *
   * @param epoch of the newest
   * @param since of the first
   * @param owner the node that the session's row names for the newest
   * @param confirmed the newest that the row is known to have; later ones are only here and in the
   *     log, so the row must still name the owner with this one or one of them
   * @param from the node that the row names with the confirmed epoch, if the session was adopted
   *     and the row does not say so yet; else null
   */
  record Tenure(long epoch, long since, String owner, long confirmed, String from) {

    Tenure(long epoch, long since, String owner, long confirmed) {
      this(epoch, since, owner, confirmed, null);
    }

    /** Of a lease that is used though it is not held: its client is away. */
    static Tenure adopted(Lease lease) {
      long confirmed = lease.from() == null ? lease.epoch() : lease.epoch() - 1;
      return new Tenure(lease.epoch(), lease.epoch(), lease.node(), confirmed, lease.from());
    }

    /** One claim later, which the store was not asked about. */
    Tenure renewed() {
      return new Tenure(epoch + 1, since, owner, confirmed, from);
    }

    /** Whether a lease that this process took from its own row at the start comes next. */
    boolean isAdoptedBy(Lease lease) {
      return lease.epoch() == epoch + 1 && lease.node().equals(owner) && owner.equals(lease.from());
    }

    /** The row has an epoch. */
    Tenure confirmed(long byRow) {
      return byRow <= confirmed
          ? this
          : new Tenure(epoch, since, owner, Math.min(byRow, epoch), null);
    }

    /** Whether the lease itself tells all that is known here. */
    boolean isAsAdopted() {
      return from != null && since == epoch && confirmed == epoch - 1;
    }

    /** Whether a row names who it must, for an epoch that is not above the newest. */
    private boolean isOwn(SessionTable.Owner row) {
      return row.node().equals(owner) || row.epoch() == confirmed && row.node().equals(from);
    }

    /** Whether the row has the newest epoch, or one that is not confirmed yet. */
    boolean isConfirmedBy(SessionTable.Owner row) {
      return row.epoch() > confirmed && row.epoch() <= epoch && row.node().equals(owner);
    }

    boolean isConfirmed() {
      return confirmed == epoch;
    }

    /** Whether a claim that found this row continues it. */
    boolean isContinuedBy(SessionTable.Owner before, String self) {
      if (!isConfirmed()) {
        return (before.node().equals(self) || isOwn(before))
            && before.epoch() >= confirmed
            && before.epoch() <= epoch + 1;
      }
      // One step further and in our own name can only be a claim of ours whose answer was lost.
      return before.epoch() == epoch
          || before.epoch() == epoch + 1 && before.node().equals(self);
    }

    /**
     * Whether a session's row allows for writes under an epoch of this tenure.
     *
     * @param claiming a claim of ours may have raised the row's epoch
     */
    boolean allows(long leaseEpoch, SessionTable.Owner row, boolean claiming) {
      if (!isConfirmed()) {
        return leaseEpoch >= since
            && isOwn(row)
            && row.epoch() >= confirmed
            && (row.epoch() <= epoch || claiming);
      }
      if (leaseEpoch < since || row.epoch() < leaseEpoch) {
        return false;
      }
      // A lower epoch than the newest was read before the claim that we know of by now.
      return row.epoch() < epoch
          || row.epoch() == epoch && row.node().equals(owner)
          || row.epoch() > epoch && claiming;
    }
  }
}
