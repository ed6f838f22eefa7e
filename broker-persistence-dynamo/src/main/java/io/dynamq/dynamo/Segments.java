package io.dynamq.dynamo;

import io.dynamq.dynamo.Segment.State;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.store.InflightStore.Backlog;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A queue's segments in their order, and what can be seen in them. Guarded by the queue. */
final class Segments {
  final NavigableMap<Position, Segment> byFirst = new TreeMap<>();

  /** Whether an older one is not stored yet. */
  boolean isBehind(Segment segment) {
    Map.Entry<Position, Segment> before = byFirst.lowerEntry(segment.first);
    return before != null && before.getValue().state != State.STORED;
  }

  /** Unflushed messages behind a position, oldest first. */
  List<StoredMessage> unflushed(Position after) {
    List<StoredMessage> found = new ArrayList<>();
    Position from = byFirst.floorKey(after) == null ? after : byFirst.floorKey(after);
    for (Segment segment : byFirst.tailMap(from, true).values()) {
      if (segment.state == State.STORED) {
        continue;
      }
      for (Slot slot : segment.slots) {
        if (!slot.removed && slot.position.compareTo(after) > 0) {
          found.add(slot.message);
        }
      }
    }
    return found;
  }

  /** Where a reader must start to see everything behind a position, null if it is not known. */
  Position rowStart(Position after) {
    Map.Entry<Position, Segment> entry = byFirst.floorEntry(after);
    if (entry == null) {
      return null;
    }
    Segment segment = entry.getValue();
    return segment.find(after) == null ? null : segment.first;
  }

  /** What is left of each. */
  Map<ItemKey, Backlog> backlog() {
    Map<ItemKey, Backlog> sizes = new HashMap<>();
    byFirst.values().forEach(segment -> sizes.put(segment.key, segment.backlog()));
    return sizes;
  }
}
