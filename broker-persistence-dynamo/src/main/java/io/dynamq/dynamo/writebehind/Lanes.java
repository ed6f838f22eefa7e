package io.dynamq.dynamo.writebehind;

import io.dynamq.dynamo.client.TableSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps puts of a partition in the order of their sort keys, where the table asks for it: a round
 * has one of them, the lowest. So no two are under way, no batch has two of which the store could
 * leave the first undone, and what is stored is a prefix, at any time. Flusher thread.
 */
final class Lanes {
  private record Lane(TableSpec table, String hash) {}

  private final DirtyMap dirty;
  private final Set<Lane> used = new HashSet<>();

  /** Where more is due than the round could take, up to this sort key. */
  private final Map<Lane, String> left = new LinkedHashMap<>();

  private volatile long leftSinceNanos;
  private volatile boolean anyLeft;

  Lanes(DirtyMap dirty) {
    this.dirty = dirty;
  }

  /** A round begins: with these, which earlier rounds had no room for. */
  List<Entry> begin() {
    used.clear();
    List<Entry> first = new ArrayList<>(left.size());
    Iterator<Map.Entry<Lane, String>> lanes = left.entrySet().iterator();
    while (lanes.hasNext()) {
      Map.Entry<Lane, String> next = lanes.next();
      Entry lowest = dirty.firstPut(next.getKey().table, next.getKey().hash);
      int order = lowest == null ? 1 : lowest.key.range().compareTo(next.getValue());
      if (order >= 0) {
        lanes.remove();
      }
      if (order <= 0) {
        used.add(next.getKey());
        first.add(lowest);
      }
    }
    anyLeft = !left.isEmpty();
    if (!first.isEmpty()) {
      leftSinceNanos = first.get(0).dirtySinceNanos;
    }
    return first;
  }

  /**
   * An entry is due.
   *
   * @return what the round takes for it: itself, the lowest of its partition, or null
   */
  Entry admit(Entry due) {
    if (!due.key.table().inOrder() || !dirty.isPut(due)) {
      return due;
    }
    Lane lane = new Lane(due.key.table(), due.key.hash());
    Entry lowest = used.add(lane) ? dirty.firstPut(lane.table, lane.hash) : null;
    if (lowest != due) {
      left.merge(lane, due.key.range(), Lanes::higher);
    }
    return lowest;
  }

  private static String higher(String one, String other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Whether more is due than the round could take. */
  boolean anyLeft() {
    return !left.isEmpty();
  }

  /** When the oldest of those that had no room became dirty, or the given time; any thread. */
  long oldestSinceNanos(long otherwise) {
    return anyLeft ? leftSinceNanos : otherwise;
  }
}
