package io.dynamq.dynamo;

import io.dynamq.dynamo.writebehind.Item;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.store.InflightStore.Backlog;
import io.dynamq.store.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A run of messages that is one item in the store. Guarded by its {@link ClientQueue}. */
final class Segment {
  /** Beyond this many bytes a segment takes no more, so that deleting it stays cheap. */
  static final int FULL_BYTES = 16 << 10;

  /** The same where another waits before it: they are written one after another. */
  private static final int BEHIND_BYTES = 96 << 10;

  private static final int SLOT_BYTES = 200;

  /** How far it got. */
  enum State {
    /** Takes more messages; never written. */
    OPEN,
    /** Encoded; a request may be under way. */
    SEALED,
    /** In the store, its messages are no longer here. */
    STORED
  }

  final ItemKey key;
  final Position first;
  final Supplier<Item> source;
  State state;
  List<Slot> slots;
  int live;

  /** Messages were taken out since the store last heard of it. */
  boolean unsaved;

  /** It is encoded once more after the write that is under way, so its messages are needed. */
  boolean rewritten;

  private int bytes;

  Segment(ItemKey key, State state, List<Slot> slots, Function<Segment, Item> encoder) {
    this.key = key;
    this.state = state;
    this.slots = slots;
    first = QueueTable.first(key);
    source = () -> encoder.apply(this);
    live = (int) slots.stream().filter(slot -> !slot.removed).count();
  }

  /** At its place, which is the end but where a replay fills in. */
  void add(Slot slot) {
    int at = slots.size();
    while (at > 0 && slots.get(at - 1).position.compareTo(slot.position) > 0) {
      at--;
    }
    slots.add(at, slot);
    live++;
    bytes += weight(slot);
  }

  /**
   * Whether it has room for one that comes behind its last.
   *
   * @param behind whether an older segment is not stored yet
   */
  boolean takes(Slot slot, boolean behind) {
    int full = behind ? BEHIND_BYTES : FULL_BYTES;
    return state == State.OPEN
        && first.epoch() == slot.position.epoch()
        && (slots.isEmpty() || bytes + weight(slot) <= full);
  }

  /** Bytes that it holds in memory, estimated; payloads kept elsewhere count there. */
  int bytes() {
    return bytes;
  }

  private static int weight(Slot slot) {
    return SLOT_BYTES + (slot.body == null ? slot.size : slot.size - slot.body.bytes());
  }

  /** Null if it never held this position. */
  Slot find(Position position) {
    int low = 0;
    int high = slots.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = slots.get(middle).position.compareTo(position);
      if (order == 0) {
        return slots.get(middle);
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle - 1;
    }
    return null;
  }

  /** Marks a slot; before the first write it leaves no trace. */
  void remove(Slot slot) {
    slot.removed = true;
    live--;
    if (state == State.OPEN) {
      slots.remove(slot);
      bytes -= weight(slot);
    } else {
      unsaved = true;
    }
  }

  Position last() {
    return slots.isEmpty() ? first : slots.get(slots.size() - 1).position;
  }

  /** What is left of it. */
  Backlog backlog() {
    long wanted = 0;
    for (Slot slot : slots) {
      wanted += slot.removed ? 0 : slot.size;
    }
    return new Backlog(live, wanted);
  }

  /** Whether what a row says is wanted still is. */
  boolean wants(Slot read) {
    Slot slot = find(read.position);
    return !read.removed && (slot == null || !slot.removed);
  }

  /** What is left of those whose payloads are elsewhere. */
  Stream<Slot> withBodies() {
    return slots.stream().filter(slot -> !slot.removed && slot.body != null);
  }

  List<Slot> liveSlots() {
    if (live == slots.size()) {
      return new ArrayList<>(slots);
    }
    return live == 0
        ? Collections.emptyList()
        : new ArrayList<>(slots.stream().filter(slot -> !slot.removed).toList());
  }
}
