package io.dynamq.dynamo;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What the registry of nodes leads to. */
interface Heir {
  /** Others have claimed these client ids from this node; completes when that is dealt with. */
  CompletableFuture<Void> moved(Set<String> clients);

  /** The same for so many that nobody has named them. */
  CompletableFuture<Void> movedMore();

  /** This node was taken for dead: what it holds is not its own any more. */
  void expelled();

  /**
   * A node is dead, and what it held through this incarnation is this node's; completes when the
   * store says so of every row.
   */
  CompletableFuture<Void> inherit(String node, long through);
}
