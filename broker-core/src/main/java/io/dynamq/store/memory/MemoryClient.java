package io.dynamq.store.memory;

import io.dynamq.message.Subscription;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * All that is stored for one client id. The maps change only inside an atomic change of the client's
 * place in {@link MemoryTables}, and are read by anyone.
 *
 * @param epoch of the last claim
 * @param node that claimed last
 * @param since the epoch of its first claim in an unbroken row
 * @param session null while the id is claimed but was never saved
 * @param subscriptions by filter text
 */
record MemoryClient(
    long epoch,
    String node,
    long since,
    StoredSession session,
    ConcurrentMap<String, Subscription> subscriptions,
    NavigableMap<Position, StoredMessage> queue) {

  static MemoryClient claimedFirst(long epoch, String node) {
    return new MemoryClient(
        epoch, node, epoch, null, new ConcurrentHashMap<>(), new ConcurrentSkipListMap<>());
  }

  /** What its client is told from now on is not known here before the session is saved. */
  MemoryClient claimedBy(String claimant) {
    return session == null
        ? raisedBy(claimant, null)
        : raisedBy(claimant, session.with(session.inflight().doubted()));
  }

  private MemoryClient raisedBy(String claimant, StoredSession kept) {
    StoredSession owned = kept == null ? null : kept.ownedBy(claimant, epoch + 1);
    long first = claimant.equals(node) ? since : epoch + 1;
    return new MemoryClient(epoch + 1, claimant, first, owned, subscriptions, queue);
  }

  MemoryClient saved(StoredSession state) {
    return new MemoryClient(epoch, node, since, state, subscriptions, queue);
  }

  boolean honours(Lease lease) {
    return lease.epoch() == epoch && lease.node().equals(node) || lease.adopts(epoch, node);
  }

  /** As it is for the lease's owner, who may be new to it. */
  MemoryClient raisedTo(Lease lease) {
    return lease.adopts(epoch, node) ? raisedBy(lease.node(), session) : this;
  }

  /** Whether messages may still be appended under it. */
  boolean appends(Lease lease) {
    return lease.epoch() >= since && lease.epoch() <= epoch && lease.node().equals(node)
        || lease.adopts(epoch, node);
  }
}
