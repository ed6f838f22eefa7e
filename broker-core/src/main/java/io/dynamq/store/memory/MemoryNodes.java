package io.dynamq.store.memory;

import io.dynamq.message.ClientId;
import io.dynamq.store.Neighbours;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The nodes that see the same tables in memory. Any thread. */
final class MemoryNodes {
  private final Map<String, Integer> livesByNode = new ConcurrentHashMap<>();
  private final Map<String, Neighbours> watching = new ConcurrentHashMap<>();

  void started(String node) {
    livesByNode.merge(node, 1, Integer::sum);
  }

  void watches(String node, Neighbours broker) {
    watching.put(node, broker);
  }

  /** Who is to take over, if the node is dead by this and anybody watches. */
  Optional<Map.Entry<String, Neighbours>> ended(String node) {
    livesByNode.computeIfPresent(node, (name, lives) -> lives == 1 ? null : lives - 1);
    if (isAlive(node)) {
      return Optional.empty();
    }
    watching.remove(node);
    return watching.entrySet().stream().findFirst();
  }

  boolean isAlive(String node) {
    return livesByNode.containsKey(node);
  }

  /** A client id was claimed from a node. */
  void moved(String from, ClientId client, long epoch) {
    Neighbours loser = watching.get(from);
    if (loser != null) {
      loser.moved(client, epoch);
    }
  }
}
