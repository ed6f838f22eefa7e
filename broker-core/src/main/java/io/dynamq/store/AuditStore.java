package io.dynamq.store;

import java.util.concurrent.CompletableFuture;

/** What administrators did, kept for a while. Threading and errors: {@link Storage}. */
public interface AuditStore {

  /** Keeps nothing. */
  AuditStore NONE = entry -> CompletableFuture.completedFuture(null);

  CompletableFuture<Void> put(AuditEntry entry);
}
