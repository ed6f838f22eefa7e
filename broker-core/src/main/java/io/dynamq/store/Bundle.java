package io.dynamq.store;

import java.util.concurrent.CompletableFuture;

/**
 * What one PUBLISH of QoS 2 leads to: appends to queues, and that its identifier is used. All of it
 * outlives the process, or nothing; else its repetition would be lost or come twice. Any thread.
 */
public interface Bundle {

  /** Completes when everything is kept, after {@link #keep}. */
  CompletableFuture<Void> kept();

  /**
   * Nothing more is added: keeps it. Called once, in the order of the writes to the publisher's
   * session.
   *
   * @param publisher null if its session is not kept
   * @return {@link #kept}
   */
  CompletableFuture<Void> keep(Lease publisher, int packetId);

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
