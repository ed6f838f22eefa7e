package io.dynamq.routing;

import io.dynamq.message.Message;
import io.dynamq.store.Bundle;
import io.dynamq.store.Durability;
import io.dynamq.store.Origin;
import java.util.concurrent.CompletableFuture;

/**
 * Collects what must be durable before a publisher is acknowledged. Joining: any thread, as long as
 * the publisher or another expected receiver still holds it open. Completed once, on whichever
 * thread was last.
 */
public interface Receipt {

  /** For messages nobody waits for (QoS 0): joining does nothing. */
  Receipt NONE =
      new Receipt() {
        @Override
        public void join(CompletableFuture<Void> write) {}

        @Override
        public void expect() {}

        @Override
        public void arrive(Throwable failure) {}
      };

  /** What must hold before the publisher is acknowledged; null: what the topic's rule says. */
  default Durability durability() {
    return null;
  }

  /** What appends are to be a part of, null if each stands for itself. */
  default Bundle bundle() {
    return null;
  }

  /**
   * Everyone who gets the message has been asked.
   *
   * @param as the message as they know it
   * @param receivers how many there are, -1 if it is kept for later
   */
  default void taken(Message as, int receivers) {}

  /** Which queue the message leaves when it is appended to another, null if none. */
  default Origin origin() {
    return null;
  }

  /** A receiver that would have kept the message does not, for the store is away. */
  default void unkept() {}

  /** Whether its message, and nothing else, gives way where a queue is full. */
  default boolean yields() {
    return false;
  }

  /** Whether someone hears of a failure and keeps the message, so that nobody else need. */
  default boolean isTold() {
    return false;
  }

  /** Whether a receiver whose store has no room is offered the message again, now or later. */
  default boolean isRepeated() {
    return isTold();
  }

  /** Awaits a write; its failure fails the receipt. */
  void join(CompletableFuture<Void> write);

  /** Announces one more {@link #arrive}, for a receiver that decides later in its own mailbox. */
  void expect();

  /**
   * Meets one {@link #expect}.
   *
   * @param failure null if all is well
   */
  void arrive(Throwable failure);
}
