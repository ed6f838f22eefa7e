package io.dynamq.dynamo.writebehind;

import io.dynamq.store.Lease;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Says who may still write. Batched writes carry no condition, so the leases behind a round's
 * entries are looked up before the round writes anything.
 */
public interface Ownership {

  /**
   * Which of these leases another owner has made void; fails if that cannot be found out, and is
   * asked again then.
   */
  CompletableFuture<Set<Lease>> voided(Set<Lease> leases);

  /** A lease was found void; what waited under it has failed as fenced. On the flusher thread. */
  void fenced(Lease lease);
}
