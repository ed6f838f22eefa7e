package io.dynamq.routing;

/**
 * Where messages of a shared group wait that no member can take now. Any thread.
 *
 * <p>Each message is announced before it is {@link #deliver}ed, so that the queue knows what is on
 * its way: it stops collecting only when there is nothing, and so nothing overtakes.
 */
public interface GroupQueue extends Subscriber {

  /** True if older messages wait here: then the next one is announced and must follow them. */
  boolean announceIfCollecting();

  /** Begins to collect, with one message announced. */
  void announce();
}
