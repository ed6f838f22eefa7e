package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.routing.Receipt;
import io.dynamq.routing.Subscriber;
import io.dynamq.routing.Terms;
import io.dynamq.store.Bundle;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.topic.TopicName;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The publication of one will. Problem: nobody repeats a will, so it may not be forgotten before all
 * who are to have it have it, nor come twice to those who do. So each receiver has a receipt of its
 * own, and one that had no room is asked again. Any thread.
 */
final class WillTurn implements Receipt {
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final Core core;
  private final Message message;
  private final Durability durability;
  private final Consumer<WillTurn> answered;
  private final AtomicInteger awaited = new AtomicInteger();
  private final Queue<Offer> refused = new ConcurrentLinkedQueue<>();
  private volatile Bundle bundle;

  /**
   * @param bundle what the appends are a part of, null if each stands for itself
   * @param answered told whenever everybody who was asked has answered; it asks those again who had
   *     no room, if any
   */
  WillTurn(Core core, Message message, Bundle bundle, Consumer<WillTurn> answered) {
    this.core = core;
    this.message = message;
    this.bundle = bundle;
    this.answered = answered;
    durability = core.asked(message);
  }

  TopicName topic() {
    return message.topic();
  }

  int size() {
    return message.size();
  }

  Message message() {
    return message;
  }

  @Override
  public Durability durability() {
    return durability;
  }

  /** Publishes it. */
  void begin() {
    awaited.set(1);
    if (core.delayed.claims(message.topic())) {
      core.delayed.take(message, this);
    } else {
      core.publisher.publish(message, this, (to, terms) -> new Offer(to, terms).make());
    }
    arrive(null);
  }

  /** Asks those again who had no room. */
  void repeat() {
    awaited.set(1);
    for (int i = refused.size(); i > 0; i--) {
      refused.poll().make();
    }
    arrive(null);
  }

  /** They are not asked again: it is written down that they miss it. */
  void giveUp() {
    awaited.set(1);
    for (Offer one = refused.poll(); one != null; one = refused.poll()) {
      one.receiver.deliver(message, one.terms, Receipt.NONE);
    }
    arrive(null);
  }

  /** Whether all who are to have it have it; when they have answered. */
  boolean isComplete() {
    return refused.isEmpty();
  }

  /**
   * What this has led to so far counts from now on. The first time in one piece; what comes later
   * stands for itself, for an open bundle holds the log.
   *
   * @param publisher whose will is over with that, null if it is not or is not kept
   */
  CompletableFuture<Void> keep(Lease publisher) {
    Bundle now = bundle;
    return now == null ? DONE : now.keep(publisher, Bundle.WILL);
  }

  /** Behind {@link #keep}: the publisher's row is kept, or never will be. */
  void settled() {
    Bundle now = bundle;
    bundle = null;
    if (now != null) {
      now.settled();
    }
  }

  // ---- what all but the receivers wait for

  @Override
  public void join(CompletableFuture<Void> write) {
    if (!write.isDone()) {
      expect();
      write.whenComplete((done, fault) -> arrive(fault));
    }
  }

  @Override
  public void expect() {
    awaited.incrementAndGet();
  }

  @Override
  public void arrive(Throwable failure) {
    if (awaited.decrementAndGet() == 0) {
      answered.accept(this);
    }
  }

  /** To one receiver. */
  private final class Offer implements Receipt {
    private final Subscriber receiver;
    private final Terms terms;
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean hadNoRoom;

    Offer(Subscriber receiver, Terms terms) {
      this.receiver = receiver;
      this.terms = terms;
    }

    void make() {
      WillTurn.this.expect();
      hadNoRoom = false;
      open.set(1);
      receiver.deliver(message, terms, this);
      arrive(null);
    }

    @Override
    public Durability durability() {
      return durability;
    }

    @Override
    public Bundle bundle() {
      return bundle;
    }

    @Override
    public boolean isRepeated() {
      return true;
    }

    @Override
    public void join(CompletableFuture<Void> write) {
      if (write.isCompletedExceptionally()) {
        hadNoRoom = true;
      } else if (!write.isDone()) {
        expect();
        write.whenComplete((done, fault) -> arrive(fault));
      }
    }

    @Override
    public void expect() {
      open.incrementAndGet();
    }

    /** What fails later has been taken: the store gets it, if perhaps not over a kill. */
    @Override
    public void arrive(Throwable failure) {
      if (open.decrementAndGet() == 0) {
        if (hadNoRoom) {
          refused.add(this);
        }
        WillTurn.this.arrive(null);
      }
    }
  }
}
