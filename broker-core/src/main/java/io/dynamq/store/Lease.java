package io.dynamq.store;

import io.dynamq.message.ClientId;

/**
 * The right to change one session's stored state. A higher epoch makes every lower one void.
 *
 * @param epoch one higher with each claim of this client id, and never the same again, not even
 *     after the session was deleted. So that nothing need be kept of the deleted, a store may start
 *     a new row from the clock's seconds instead of 1; what it starts from fits 32 bits until 2106
 * @param node the name of the owning node
 * @param from of a session that was adopted: its last owner. The first write under the lease raises
 *     the stored epoch by one to this one, if that owner was still the last; null once claimed
 */
public record Lease(ClientId client, long epoch, String node, String from) {

  /** Of a claim that the store has acknowledged. */
  public Lease(ClientId client, long epoch, String node) {
    this(client, epoch, node, null);
  }

  /** The right to go on with a session whose owner is gone, effective with the first write. */
  public static Lease adopted(StoredSession session, String node) {
    return new Lease(session.client(), session.epoch() + 1, node, session.node());
  }

  /** Whether a row of this owner and epoch is the one that this lease adopts. */
  public boolean adopts(long lastEpoch, String lastOwner) {
    return from != null && epoch == lastEpoch + 1 && from.equals(lastOwner);
  }
}
