package io.dynamq.engine;

import io.dynamq.packet.ReasonCode;
import io.dynamq.routing.Receipt;
import io.dynamq.session.PendingAck;
import io.dynamq.store.Durability;
import io.dynamq.store.StorageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what a publish still waits for. The publisher holds one count itself until {@link #seal},
 * so the receipt cannot complete while receivers are still joining.
 */
final class PublishReceipt extends AtomicInteger implements Receipt {
  private static final long serialVersionUID = 1L;

  private final transient Home publisher;
  private final transient PendingAck ack;
  private final transient Durability durability;
  private transient volatile Throwable failure;
  private transient ReasonCode success = ReasonCode.SUCCESS;
  private transient boolean needsStore;

  PublishReceipt(Home publisher, PendingAck ack, Durability durability) {
    super(1);
    this.publisher = publisher;
    this.ack = ack;
    this.durability = durability;
  }

  @Override
  public Durability durability() {
    return durability;
  }

  @Override
  public void join(CompletableFuture<Void> write) {
    needsStore = true;
    if (write.isDone() && !write.isCompletedExceptionally()) {
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

  /** Whether anything had to be stored for it, as far as the publisher's loop has seen. */
  boolean needsStore() {
    return needsStore;
  }

  PendingAck ack() {
    return ack;
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
      home.settled(receipt.ack, receipt.code());
    }
  }
}
