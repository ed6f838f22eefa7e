package io.dynamq.dynamo.writebehind;

import io.dynamq.store.Lease;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Says who may still write. Batched writes carry no condition, so the leases behind a round's
 * entries are looked up before the round writes anything, and those that someone waits for once
 * more after the store has acknowledged: a claim reads the session after its epoch is raised, and
 * an acknowledgement follows a check that the epoch was not, so what was acknowledged is seen by
 * every later owner.
 */
public interface Ownership {

  /**
   * Which of these leases another owner has made void; fails if that cannot be found out, and is
   * asked again then.
   *
   * @param early told, on any thread, of void ones that are known before the rest is: what has been
   *     found once is not sent any more, however long the rest takes
   */
  CompletableFuture<Set<Lease>> voided(Set<Lease> leases, Consumer<Set<Lease>> early);

  /** A lease was found void; what was asked about has failed as fenced. On the flusher thread. */
  void fenced(Lease lease);

  /** Something that waited under this lease was written or became needless. On the flusher thread. */
  void settled(Lease lease);
}
