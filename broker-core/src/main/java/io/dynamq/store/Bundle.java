package io.dynamq.store;

import java.util.concurrent.CompletableFuture;

/**
 * What one PUBLISH of QoS 2 leads to: appends to queues, and that its identifier is used. All of it
 * outlives the process, or nothing; else its repetition would be lost or come twice. So it is with a
 * will of QoS 2 and its end in the session that left it. Any thread.
 */
public interface Bundle {

  /** Instead of an identifier: the will of the publisher's session is no longer to come. */
  int WILL = 0;

  /**
   * Completes when everything is kept as the promise asks, after {@link #keep} or, where that is the
   * store, {@link #settled}. Nobody is sent the message before.
   */
  CompletableFuture<Void> kept();

  /**
   * Nothing more is added: keeps it. Called once, in the order of the writes to the publisher's
   * session.
   *
   * @param publisher null if its session is not kept
   * @param packetId the identifier, or {@link #WILL}
   * @return completes when it is
   */
  CompletableFuture<Void> keep(Lease publisher, int packetId);

  /**
   * Whoever published it may be told: the row of the publisher's session knows the identifier as the
   * promise asks, or never will. Called once, after {@link #keep}.
   */
  default void settled() {}

  /** For stores that nothing outlives. */
  static Bundle ofNothing() {
    CompletableFuture<Void> kept = new CompletableFuture<>();
    return new Bundle() {
      @Override
      public CompletableFuture<Void> kept() {
        return kept;
      }

      @Override
      public CompletableFuture<Void> keep(Lease publisher, int packetId) {
        kept.complete(null);
        return kept;
      }
    };
  }
}
