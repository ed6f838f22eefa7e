package io.dynamq.dynamo;

import java.util.Set;

/**
 * What the registry knows of a node.
 *
 * @param boot new with every start
 * @param incarnation rises with every start; 0 in rows of older versions
 * @param untilMillis alive until then by its own clock; 0 if it has left
 * @param leaseMillis how long it counts as alive after a sign of life; 0 if the row does not say
 * @param moved client ids that others have claimed from it
 * @param movedMore 0, or how often others have claimed more than is named
 * @param by the node that takes over what it left; null if none does
 * @param through ... of this and earlier incarnations
 */
record NodeRow(
    String name,
    String boot,
    long incarnation,
    long untilMillis,
    long leaseMillis,
    Set<String> moved,
    long movedMore,
    String by,
    long through) {

  /** The first row of a node's life. */
  static NodeRow of(String name, String boot, long incarnation) {
    return new NodeRow(name, boot, incarnation, 0, 0, Set.of(), 0, null, -1);
  }

  /** The same, alive for a lease more. */
  NodeRow aliveAt(long nowMillis, long lease) {
    return new NodeRow(
        name, boot, incarnation, nowMillis + lease, lease, moved, movedMore, by, through);
  }

  /** Whether a sign of life has come since the other reading. */
  boolean livedSince(NodeRow earlier) {
    return !boot.equals(earlier.boot)
        || untilMillis != earlier.untilMillis
        || incarnation != earlier.incarnation;
  }
}
