package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.message.UserProperty;
import io.dynamq.packet.Notice;
import io.dynamq.packet.ReasonCode;
import io.dynamq.routing.Receipt;
import io.dynamq.session.PendingAck;
import io.dynamq.store.Bundle;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.StorageException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what a publish still waits for. The publisher holds one count itself until {@link #seal},
 * so the receipt cannot complete while receivers are still joining.
 */
class PublishReceipt extends AtomicInteger implements Receipt {
  private static final long serialVersionUID = 1L;

  /** What publishers are told where {@link OutagePolicy.Choice#DEGRADE} holds. */
  private static final Notice UNKEPT =
      new Notice(
          "the store is away: delivered to receivers that are online, kept for nobody",
          List.of(new UserProperty("x-degraded", "store-away")));

  private final transient Home publisher;
  private final transient PendingAck ack;
  private final transient Durability durability;
  private final transient Bundle bundle;
  private transient volatile Throwable failure;
  private transient ReasonCode success = ReasonCode.SUCCESS;
  private transient boolean needsStore;
  private transient ReceiptDetails details;
  private transient volatile boolean unkept;

  PublishReceipt(Home publisher, PendingAck ack, Durability durability, Bundle bundle) {
    super(1);
    this.publisher = publisher;
    this.ack = ack;
    this.durability = durability;
    this.bundle = bundle;
    if (bundle != null) {
      ack.awaitKeeping();
    }
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
  public boolean isTold() {
    return true;
  }

  @Override
  public void join(CompletableFuture<Void> write) {
    needsStore = true;
    if (holds(write)) {
      return;
    }
    expect();
    write.whenComplete((done, fault) -> arrive(fault));
  }

  @Override
  public void expect() {
    needsStore = true;
    incrementAndGet();
  }

  @Override
  public void arrive(Throwable fault) {
    if (fault != null) {
      failure = fault;
    }
    if (decrementAndGet() == 0) {
      publisher.post(new Settled(this));
    }
  }

  /**
   * All receivers have been asked; on the publisher's loop.
   *
   * @return true if nothing is left to wait for: then the caller settles at once
   */
  boolean seal(ReasonCode codeOnSuccess) {
    success = codeOnSuccess;
    return decrementAndGet() == 0;
  }

  /** The publisher wants to know more than the code. */
  void details(ReceiptDetails asked) {
    details = asked;
  }

  @Override
  public void taken(Message as, int receivers) {
    if (details != null) {
      details.taken(as, receivers);
    }
  }

  @Override
  public void unkept() {
    unkept = true;
  }

  /** Whether anything had to be stored for it, as far as the publisher's loop has seen. */
  boolean needsStore() {
    return needsStore;
  }

  /**
   * Every receiver has appended. What this led to is now kept in one piece, with the identifier, if
   * that was promised; then the publisher is told. In the publisher's mailbox.
   */
  void complete() {
    if (bundle == null) {
      settle(publisher);
      return;
    }
    if (failure != null) {
      // Refused: its repetition is new. What receivers have got they keep.
      bundle.keep(null, 0);
      settle(publisher);
      return;
    }
    remember(bundle.keep(publisher.lease(), ack.packetId()));
  }

  private void remember(CompletableFuture<Void> kept) {
    Lease under = publisher.lease();
    CompletableFuture<Void> row = publisher.remember(ack, durability);
    if (holds(kept) && holds(row)) {
      settle(publisher);
      return;
    }
    CompletableFuture.allOf(kept, row)
        .whenComplete(
            (done, fault) -> publisher.post(Mail.of(home -> remembered(kept, under, fault))));
  }

  private static boolean holds(CompletableFuture<Void> promise) {
    return promise.isDone() && !promise.isCompletedExceptionally();
  }

  /**
   * The client may have come back meanwhile, so that its row is written under a newer lease. Then
   * the identifier is still to be kept: with the row that CONNACK waits for, or once more.
   */
  private void remembered(CompletableFuture<Void> kept, Lease under, Throwable fault) {
    boolean fenced = StorageException.isFenced(fault) && !kept.isCompletedExceptionally();
    if (fenced && !publisher.isAwaited() && isNewer(publisher.lease(), under)) {
      remember(kept);
      return;
    }
    failure = fenced && publisher.isAwaited() ? null : fault;
    settle(publisher);
  }

  private static boolean isNewer(Lease now, Lease under) {
    return now != null && under != null && now.epoch() > under.epoch();
  }

  private void settle(Home home) {
    if (bundle != null) {
      bundle.settled();
    }
    Notice told = details == null ? Notice.NONE : details.told(needsStore && !unkept);
    if (unkept) {
      told = UNKEPT.and(told);
    }
    if (!told.isEmpty()) {
      ack.tell(told);
    }
    home.settled(ack, code());
    settled();
  }

  /** The publisher is told. */
  void settled() {
    // Most of them tell nobody else.
  }

  ReasonCode code() {
    return failure == null ? success : codeOf(failure);
  }

  /** What a publisher is told; PUBACK and PUBREC know no "server unavailable". */
  static ReasonCode codeOf(Throwable fault) {
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    return cause instanceof StorageException storage
            && storage.kind() == StorageException.Kind.THROTTLED
        ? ReasonCode.QUOTA_EXCEEDED
        : ReasonCode.UNSPECIFIED_ERROR;
  }

  /** Tells the publisher's session. */
  private static final class Settled extends Mail {
    private final PublishReceipt receipt;

    Settled(PublishReceipt receipt) {
      this.receipt = receipt;
    }

    @Override
    void run(Home home) {
      receipt.complete();
    }
  }
}
