package io.dynamq.session;

import io.dynamq.message.Message;
import io.dynamq.observe.DropReason;
import io.dynamq.routing.Receipt;
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredMessage;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * Holds a stored queue to its limits: who gives way when it is full. The oldest can give way only
 * while it is in memory; until the store has answered, a little more than the limit is taken.
 */
public final class QueueBounds {
  private static final CompletableFuture<Void> REFUSED =
      CompletableFuture.failedFuture(
          new StorageException(
              StorageException.Kind.THROTTLED, "a receiver's queue is full (reject_publisher)"));

  /** Where the oldest messages are. */
  interface Oldest {
    /** Takes out the oldest in memory that is in the store too; null if there is none. */
    StoredMessage pollStored();

    /** Whether more are in the store alone. */
    boolean hasMoreStored();
  }

  private final SessionLimits limits;
  private final QueueBudget budget;
  private final Oldest queue;
  private final BiConsumer<StoredMessage, DropReason> giveUp;

  /**
   * @param giveUp takes a message that was taken out of the queue
   */
  QueueBounds(
      SessionLimits limits,
      QueueBudget budget,
      Oldest queue,
      BiConsumer<StoredMessage, DropReason> giveUp) {
    this.limits = limits;
    this.budget = budget;
    this.queue = queue;
    this.giveUp = giveUp;
  }

  /** Tells the publisher that its message was not taken; false if nobody waits to be told. */
  public static boolean refuse(Receipt receipt) {
    if (!receipt.isTold()) {
      return false;
    }
    receipt.join(REFUSED);
    return true;
  }

  /**
   * Makes room for a message.
   *
   * @param inflight messages that are in the store and do not wait
   * @return why it cannot be taken, null if it can
   */
  DropReason admit(Message message, Receipt receipt, int inflight) {
    if (!limits.isBounded()) {
      return null;
    }
    DropReason full = limits.fullBy(budget.messages() - inflight, budget.bytes());
    if (full == null && over(1, message.size(), inflight) == null) {
      return null;
    }
    Overflow overflow = limits.excess().overflow().of(message.topic(), receipt);
    if (overflow == Overflow.DROP_OLDEST) {
      return admitNewest(message, inflight);
    }
    boolean refused =
        full != null && overflow == Overflow.REJECT_PUBLISHER && refuse(receipt);
    return refused ? DropReason.PUBLISHER_REFUSED : full;
  }

  /** Whether one more may wait without another giving way. */
  boolean isRoom(int inflight) {
    return limits.fullBy(budget.messages() - inflight, budget.bytes()) == null;
  }

  private DropReason admitNewest(Message message, int inflight) {
    DropReason over = over(1, message.size(), inflight);
    while (over != null) {
      StoredMessage oldest = queue.pollStored();
      if (oldest == null) {
        boolean awaited = queue.hasMoreStored();
        boolean much =
            limits.overshoot(budget.messages() + 1 - inflight, budget.bytes() + message.size()) > 1;
        return awaited && !much ? null : over;
      }
      giveUp.accept(oldest, over);
      over = over(1, message.size(), inflight);
    }
    return null;
  }

  /** More was read from the store than may wait: the oldest give way. */
  void shrink(int inflight) {
    DropReason over = limits.isBounded() ? over(0, 0, inflight) : null;
    while (over != null) {
      StoredMessage oldest = queue.pollStored();
      if (oldest == null) {
        return;
      }
      giveUp.accept(oldest, over);
      over = over(0, 0, inflight);
    }
  }

  /** A single message may be larger than all that may wait. */
  private DropReason over(int moreMessages, int moreBytes, int inflight) {
    long messages = budget.messages() - inflight + moreMessages;
    return messages <= 1 ? null : limits.overBy(messages, budget.bytes() + moreBytes);
  }
}
