package io.dynamq.routing;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;

/**
 * A receiver of messages: a session of this node, or later another node. One instance per client id
 * and node for as long as the session lives, so identity can be compared.
 */
public interface Subscriber {

  /** Used for no local, hashing strategies and administration. */
  ClientId clientId();

  /** Whether a connection serves it; shared groups prefer members that are online. */
  boolean isOnline();

  /** Whether it stores what it is given, so that it survives the end of a connection. */
  boolean isPersistent();

  /** Messages waiting for it, for the least-backlog strategy. */
  int backlog();

  /**
   * Hands a message over; returns at once, on any thread.
   *
   * @param receipt joined by the subscriber if it must store the message before the publisher may
   *     be acknowledged
   */
  void deliver(Message message, Terms terms, Receipt receipt);
}
