package io.dynamq.dynamo;

import io.dynamq.store.Claim;
import io.dynamq.store.StorageException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Lets so many claims be under way at once. Many clients may come at the same time, and a claim that
 * waits for a connection to the store says nothing about the store: its time begins when it is made.
 * Any thread.
 */
final class ClaimQueue {
  private final int slots;
  private final int room;
  private final Executor executor;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private int underWay;

  /** A claim, and who has been promised an answer; whoever makes it answers in time. */
  private record Waiting(CompletableFuture<Claim> result, Runnable claim) {
    void make() {
      try {
        claim.run();
      } catch (RuntimeException bug) {
        result.completeExceptionally(bug);
      }
    }
  }

  /**
   * @param slots claims under way at once
   * @param room how many may wait
   * @param executor makes those that have waited
   */
  ClaimQueue(int slots, int room, Executor executor) {
    this.slots = slots;
    this.room = room;
    this.executor = executor;
  }

  /**
   * Makes a claim now or when others have their result; not at all if its own is there by then.
   *
   * @return false if too many wait
   */
  boolean add(CompletableFuture<Claim> result, Runnable claim) {
    Waiting mine = new Waiting(result, claim);
    synchronized (waiting) {
      if (underWay >= slots) {
        return waiting.size() < room && waiting.add(mine);
      }
      underWay++;
    }
    result.whenComplete((done, fault) -> next());
    mine.make();
    return true;
  }

  private void next() {
    for (Waiting next = poll(); next != null; next = poll()) {
      Waiting mine = next;
      try {
        executor.execute(mine::make);
        mine.result.whenComplete((done, fault) -> next());
        return;
      } catch (RejectedExecutionException e) {
        mine.result.completeExceptionally(
            new StorageException(StorageException.Kind.UNAVAILABLE, "the store is closed", e));
      }
    }
  }

  /** Who has a slot now, null if it is free. */
  private Waiting poll() {
    synchronized (waiting) {
      Waiting next;
      do {
        next = waiting.poll();
      } while (next != null && next.result.isDone());
      underWay -= next == null ? 1 : 0;
      return next;
    }
  }
}
