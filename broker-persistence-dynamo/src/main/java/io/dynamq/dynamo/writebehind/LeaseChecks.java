package io.dynamq.dynamo.writebehind;

import io.dynamq.store.Lease;
import java.util.Set;

/**
 * Looks leases up before a round sends anything under them, and once more for those who wait for
 * what it has sent. What either finds void is not sent any more. Flusher thread.
 */
final class LeaseChecks {
  private final LeaseLookup leases;
  private final Ownership ownership;
  private final DirtyMap dirty;
  private final Receipts receipts;
  private Round round = new Round();
  private boolean checking;
  private boolean doubted;

  LeaseChecks(LeaseLookup leases, Ownership ownership, DirtyMap dirty, Receipts receipts) {
    this.leases = leases;
    this.ownership = ownership;
    this.dirty = dirty;
    this.receipts = receipts;
  }

  /** Whether the round may send; if not, the answer that it waits for wakes the flusher. */
  boolean isChecked(Round current, long now) {
    round = current;
    round.expire(now);
    if (round.unchecked().isEmpty()) {
      return true;
    }
    if (!checking && leases.isOpen(now)) {
      checking = true;
      doubted = false;
      Set<Lease> asked = Set.copyOf(round.unchecked());
      leases.ask(asked, this::reject, (voided, error) -> checked(asked, voided, error));
    }
    return false;
  }

  private void checked(Set<Lease> asked, Set<Lease> voided, Throwable error) {
    checking = false;
    if (error == null) {
      if (!doubted) {
        round.checked(asked, leases.now());
      }
      reject(voided);
    }
  }

  /** One of the sessions is said to be another node's, which a look-up under way may have missed. */
  void doubt() {
    doubted = true;
    round.doubt();
  }

  /** The second look-up, for futures; rounds need not wait for it. */
  void verify(long now) {
    Set<Lease> waiting = leases.isOpen(now) ? receipts.ask() : Set.of();
    if (!waiting.isEmpty()) {
      leases.ask(
          waiting,
          this::reject,
          (voided, error) -> {
            if (error == null) {
              reject(voided);
              receipts.answered(voided);
              waiting.removeAll(voided);
              waiting.forEach(ownership::settled);
            } else {
              receipts.askAgain();
            }
          });
    }
  }

  private void reject(Set<Lease> voided) {
    round.drop(voided).forEach(taken -> dirty.rejected(taken, Receipts.fenced(taken.lease())));
  }
}
