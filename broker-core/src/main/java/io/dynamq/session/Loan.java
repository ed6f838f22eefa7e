package io.dynamq.session;

/**
 * A message that the queue of a shared group keeps until the member who got it has made it its own.
 * Exactly one of these is called, once, on any thread.
 */
public interface Loan {

  /** The group may forget it: the member has stored, finished or dropped it. */
  void settled();

  /** The member neither stored nor finished it; another may have it. */
  void returned();
}
