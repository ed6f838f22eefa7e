package io.dynamq.store;

/** When a write counts as done. Ordered from weak to strong. */
public enum Durability {
  /** Accepted into this process's dirty state; lost if the process dies before the next flush. */
  MEMORY,
  /** In the node's write-ahead log; survives the death of the process. */
  WAL,
  /** Acknowledged by the store; survives the loss of the machine. */
  STORE
}
