package io.dynamq.topic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/**
 * The children of one trie node by the first level of their labels: an open-addressing hash table
 * that is changed under the trie's lock and read by anyone at any time.
 *
 * <p>The key is not stored but is the child's label itself, so a child costs one array slot, and a
 * level is looked up by its character range without making a string. A node that stays in the
 * table never moves within one array: growing builds a new array and publishes it whole, removing
 * leaves a grave that probing steps over. So a reader always finds what was there throughout its
 * walk. The two wildcards have fields of their own, because every match asks for them at every
 * level and almost always in vain.
 */
final class TrieChildren<V> {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(TrieNode[].class);

  /** Up to this size an array is packed full and every change copies it. */
  private static final int SMALL = 8;

  /** Share of a larger array that may be taken, graves included, before it is rebuilt. */
  private static final int LOAD_PERCENT_MAX = 75;

  /**
   * Share of a rebuilt array that may be taken. The distance to the bound above is what makes
   * rebuilding rare, also where children come and go at a constant number.
   */
  private static final int REBUILT_PERCENT_MAX = 50;

  /** An array is rebuilt smaller when fewer than one in so many slots is alive. */
  private static final int SPARSE = 8;

  private volatile TrieNode<V> plus;
  private volatile TrieNode<V> hash;
  private volatile TrieNode<V>[] slots;
  private int live;
  private int graves;

  TrieNode<V> plus() {
    return plus;
  }

  TrieNode<V> hash() {
    return hash;
  }

  boolean isEmpty() {
    return live == 0 && plus == null && hash == null;
  }

  /** The child for a level of a filter; wildcards are found by their own names. */
  TrieNode<V> get(String path, int from, int to) {
    if (to - from == 1) {
      char only = path.charAt(from);
      if (only == '+') {
        return plus;
      }
      if (only == '#') {
        return hash;
      }
    }
    return literal(path, from, to);
  }

  /** The child for a level of a name. */
  TrieNode<V> literal(String text, int from, int to) {
    TrieNode<V>[] table = slots;
    if (table == null) {
      return null;
    }
    int mask = table.length - 1;
    int at = Levels.hash(text, from, to) & mask;
    for (int probes = 0; probes <= mask; probes++, at = at + 1 & mask) {
      TrieNode<V> node = at(table, at);
      if (node == null) {
        return null;
      }
      if (node.label != null && Levels.startsWithLevel(node.label, text, from, to)) {
        return node;
      }
    }
    return null;
  }

  /** Adds a child, or replaces the one with the same first level. */
  void put(TrieNode<V> child) {
    String label = child.label;
    int end = Levels.end(label, 0);
    if (end == 1 && label.charAt(0) == '+') {
      plus = child;
    } else if (end == 1 && label.charAt(0) == '#') {
      hash = child;
    } else {
      putLiteral(child, end);
    }
  }

  private void putLiteral(TrieNode<V> child, int end) {
    TrieNode<V> old = literal(child.label, 0, end);
    if (old != null) {
      SLOT.setRelease(slots, indexOf(old), child);
      return;
    }
    TrieNode<V>[] table = slots;
    if (table == null || !hasRoom(table.length)) {
      table = rebuilt(live + 1);
      place(table, child);
      slots = table;
    } else {
      place(table, child);
    }
    live++;
  }

  private boolean hasRoom(int capacity) {
    int used = live + graves;
    return capacity <= SMALL
        ? used < capacity
        : (used + 1) * 100L <= (long) capacity * LOAD_PERCENT_MAX;
  }

  /** Removes a child that is present. */
  void remove(TrieNode<V> child) {
    if (child == plus) {
      plus = null;
    } else if (child == hash) {
      hash = null;
    } else {
      removeLiteral(child);
    }
  }

  private void removeLiteral(TrieNode<V> child) {
    SLOT.setRelease(slots, indexOf(child), new TrieNode<V>(null, null, null));
    live--;
    graves++;
    if (live == 0) {
      slots = null;
      graves = 0;
    } else if (slots.length <= SMALL || live < slots.length / SPARSE) {
      slots = rebuilt(live);
    }
  }

  /** A copy without graves, with room for so many children. */
  private TrieNode<V>[] rebuilt(int children) {
    int capacity = Integer.highestOneBit(Math.max(1, children * 2 - 1));
    if (capacity > SMALL && children * 100L > (long) capacity * REBUILT_PERCENT_MAX) {
      capacity *= 2;
    }
    TrieNode<V>[] table = newArray(capacity);
    forEachLiteral(node -> place(table, node));
    graves = 0;
    return table;
  }

  @SuppressWarnings("unchecked") // An array of the raw type holds nodes of V only.
  private static <V> TrieNode<V>[] newArray(int capacity) {
    return (TrieNode<V>[]) new TrieNode<?>[capacity];
  }

  @SuppressWarnings("unchecked") // See newArray; the handle forgets the type.
  private static <V> TrieNode<V> at(TrieNode<V>[] table, int index) {
    return (TrieNode<V>) SLOT.getAcquire(table, index);
  }

  private static <V> void place(TrieNode<V>[] table, TrieNode<V> child) {
    int mask = table.length - 1;
    int at = Levels.hash(child.label, 0, Levels.end(child.label, 0)) & mask;
    while (table[at] != null) {
      at = at + 1 & mask;
    }
    SLOT.setRelease(table, at, child);
  }

  private int indexOf(TrieNode<V> child) {
    int mask = slots.length - 1;
    int at = Levels.hash(child.label, 0, Levels.end(child.label, 0)) & mask;
    while (slots[at] != child) {
      at = at + 1 & mask;
    }
    return at;
  }

  /** The only child; null if there are several. */
  TrieNode<V> only() {
    int count = live + (plus == null ? 0 : 1) + (hash == null ? 0 : 1);
    if (count != 1) {
      return null;
    }
    if (live == 0) {
      return plus == null ? hash : plus;
    }
    // One child in an array of its own size, because removing shrinks small arrays.
    return slots[0];
  }

  void forEach(Consumer<TrieNode<V>> receiver) {
    TrieNode<V> wildcard = plus;
    if (wildcard != null) {
      receiver.accept(wildcard);
    }
    wildcard = hash;
    if (wildcard != null) {
      receiver.accept(wildcard);
    }
    forEachLiteral(receiver);
  }

  private void forEachLiteral(Consumer<TrieNode<V>> receiver) {
    TrieNode<V>[] table = slots;
    for (int i = 0; table != null && i < table.length; i++) {
      TrieNode<V> node = at(table, i);
      if (node != null && node.label != null) {
        receiver.accept(node);
      }
    }
  }
}
