package io.dynamq.session;

import io.dynamq.store.Origin;

/**
 * A message that the queue of a shared group keeps until the member who got it has made it its own.
 * Exactly one of its answers is
 * called, once, on any thread.
 */
public interface Loan {

  /** Its place in the queue of the group; any thread. */
  Origin origin();

  /** The group may forget it: the member has stored, finished or dropped it. */
  void settled();

  /** The member or its store can take no more now; another may have it. */
  void refused();

  /** The member goes and has not finished it; another may have it. */
  void returned();
}
