package io.dynamq.dynamo.work;

/** Does one work again and again, never twice at the same time. */
public interface Worker {

  /**
   * Begins; called once.
   *
   * @param pauseNanos until the first turn, unless woken; turns may come too early
   */
  void start(long pauseNanos);

  /** The next turn is not to wait. What was done before this call is seen by that turn. */
  void wake();

  /** No turn begins any more; one that is under way goes on. */
  void stop();

  /** Blocks until the last turn is over; after {@link #stop}. */
  void awaitEnd() throws InterruptedException;
}
