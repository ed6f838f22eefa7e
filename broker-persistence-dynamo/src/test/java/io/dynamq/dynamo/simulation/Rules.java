package io.dynamq.dynamo.simulation;

import io.dynamq.dynamo.wal.Fsync;
import io.dynamq.store.Durability;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What a game is about.
 *
 * @param durability what acknowledgements promise
 * @param death what becomes of nodes
 * @param nodes on one store; clients go from one to the other
 */
record Rules(Durability durability, Fsync fsync, Death death, int nodes) {

  /** How a node's process ends. */
  enum Death {
    /** It is told to. */
    STOP,
    /** Its memory is gone. */
    KILL,
    /** And so is what the disk had not been forced to keep. */
    POWER,
    /** And so is the disk. */
    FIRE
  }

  private static final Rules[] ALL = {
    new Rules(Durability.WAL, Fsync.INTERVAL, Death.KILL, 1),
    new Rules(Durability.WAL, Fsync.ALWAYS, Death.POWER, 1),
    new Rules(Durability.WAL, Fsync.INTERVAL, Death.POWER, 1),
    new Rules(Durability.STORE, Fsync.INTERVAL, Death.KILL, 1),
    new Rules(Durability.STORE, Fsync.NEVER, Death.FIRE, 1),
    new Rules(Durability.MEMORY, Fsync.INTERVAL, Death.STOP, 1),
    new Rules(Durability.WAL, Fsync.INTERVAL, Death.STOP, 1),
    new Rules(Durability.STORE, Fsync.INTERVAL, Death.KILL, 2),
    new Rules(Durability.WAL, Fsync.INTERVAL, Death.KILL, 2),
  };

  /**
   * Some rules.
   *
   * @param nodes how many there are; 0: as chance says
   */
  static Rules any(Random random, int nodes) {
    int chosen = Math.max(0, random.nextInt(ALL.length + 2) - 2);
    if (nodes == 0) {
      return ALL[chosen];
    }
    List<Rules> some = Stream.of(ALL).filter(rules -> rules.nodes == nodes).toList();
    return some.get(chosen % some.size());
  }

  /**
   * Whether nothing acknowledged may be lost. What only the log of a node has is not there for the
   * next owner of a session on another node.
   */
  boolean keepsAll() {
    return nodes == 1 || durability == Durability.STORE;
  }

  /** Whether a death may take what was acknowledged in the last moments. */
  boolean mayLoseTheLast() {
    return death == Death.POWER && fsync == Fsync.INTERVAL && durability == Durability.WAL;
  }

  /** The store does not order what is on its way to it at a death. */
  boolean keepsOrder() {
    return durability != Durability.STORE || death == Death.STOP;
  }
}
