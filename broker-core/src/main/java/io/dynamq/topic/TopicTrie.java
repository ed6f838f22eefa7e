package io.dynamq.topic;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Many filters against one name: values by filter path, and all values whose filter matches.
 *
 * <p><b>Problem.</b> A publish must find its filters among a million without looking at most of
 * them, while other threads subscribe; and a million filters must fit in memory.
 *
 * <p><b>Shape.</b> A tree over topic levels with path compression: a node's label is a run of
 * levels, so a filter that shares nothing costs one node whatever its depth. Children are keyed by
 * the first level of their label. Filters are keyed by {@link TopicFilter#path}, so a value is
 * shared by all prefixes of one path.
 *
 * <p><b>Invariants.</b> (1) A node other than the root has a value or at least two children. (2) No
 * two children of a node share their first level. (3) A label never changes: splitting and merging
 * build new nodes and exchange one reference in the parent. By (1), removing touches at most the
 * node, its parent and its grandparent.
 *
 * <p><b>Threads.</b> Readers take no lock and see every value that is present throughout their
 * walk; of a value that comes or goes meanwhile they see either state. Writers take one lock.
 *
 * <p><b>Cost.</b> A node has one depth, so a match visits it at most once, whatever the number of
 * wildcards; nothing recurses, so depth is bound by the heap only. A match that never meets a
 * literal branch and a {@code +} branch at once allocates nothing.
 */
public final class TopicTrie<V> {
  private final ReentrantLock writing = new ReentrantLock();
  private final TrieNode<V> root = new TrieNode<>("", null, null);
  private final TrieLabels labels = new TrieLabels();
  private volatile int size;

  /** Number of distinct paths that have a value. */
  public int size() {
    return size;
  }

  /** The value of exactly this path; null if there is none. */
  public V get(TopicFilter filter) {
    TrieNode<V> node = find(filter.path());
    return node == null ? null : node.value;
  }

  /** Sets the value of this path and returns the one before, null if there was none. */
  public V put(TopicFilter filter, V value) {
    writing.lock();
    try {
      return replace(filter.path(), find(filter.path()), value);
    } finally {
      writing.unlock();
    }
  }

  /** Removes the value of this path and returns it, null if there was none. */
  public V remove(TopicFilter filter) {
    return put(filter, null);
  }

  /**
   * Changes the value of one path atomically.
   *
   * @param change from the present value (null if none) to the new one (null removes); runs under
   *     the lock, so it must be short and must not touch this trie
   * @return the new value, null if there is none now
   */
  public V compute(TopicFilter filter, UnaryOperator<V> change) {
    writing.lock();
    try {
      TrieNode<V> node = find(filter.path());
      V value = change.apply(node == null ? null : node.value);
      replace(filter.path(), node, value);
      return value;
    } finally {
      writing.unlock();
    }
  }

  private V replace(String path, TrieNode<V> node, V value) {
    V before = node == null ? null : node.value;
    if (before == null && value != null) {
      size++;
    } else if (before != null && value == null) {
      size--;
    }
    if (value == null) {
      if (before != null) {
        prune(path);
      }
    } else if (node == null) {
      insert(path, value);
    } else {
      node.value = value;
    }
    return before;
  }

  /** Calls the receiver with the value of every filter that matches, in no particular order. */
  public void match(TopicName name, Consumer<? super V> receiver) {
    fold(
        name,
        receiver,
        (to, value) -> {
          to.accept(value);
          return to;
        });
  }

  /**
   * Combines the values of every filter that matches; the way to match without allocating, since a
   * step need not capture anything.
   *
   * @return the last result of {@code step}, or {@code initial} if nothing matches
   */
  public <A> A fold(TopicName name, A initial, BiFunction<A, ? super V, A> step) {
    String text = name.value();
    A result = initial;
    TrieBranches<V> waiting = null;
    TrieNode<V> node = root;
    int at = 0;
    while (node != null) {
      boolean ended = at > text.length();
      result = ended ? taken(node, result, step) : result;
      TrieChildren<V> children = node.children;
      boolean wildcards = node != root || !name.isSystem(); // [MQTT-4.7.2-1]
      TrieNode<V> hash = children == null || !wildcards ? null : children.hash();
      result = hash == null ? result : taken(hash, result, step);
      TrieNode<V> exact = null;
      TrieNode<V> plus = null;
      int exactAt = -1;
      int plusAt = -1;
      if (children != null && !ended) {
        exact = children.literal(text, at, Levels.end(text, at));
        exactAt = exact == null ? -1 : Levels.match(exact.label, text, at);
        plus = wildcards ? children.plus() : null;
        plusAt = plus == null ? -1 : Levels.match(plus.label, text, at);
      }
      if (exactAt >= 0) {
        waiting = plusAt >= 0 ? TrieBranches.push(waiting, plus, plusAt) : waiting;
        node = exact;
        at = exactAt;
      } else if (plusAt >= 0) {
        node = plus;
        at = plusAt;
      } else {
        node = waiting == null ? null : waiting.pop();
        at = waiting == null ? 0 : waiting.at();
      }
    }
    return result;
  }

  private static <V, A> A taken(TrieNode<V> node, A result, BiFunction<A, ? super V, A> step) {
    V value = node.value;
    return value == null ? result : step.apply(result, value);
  }

  /** Calls the receiver with every path and value, in no particular order. */
  public void forEach(BiConsumer<String, ? super V> receiver) {
    record Place<V>(String path, TrieNode<V> node) {}
    Deque<Place<V>> open = new ArrayDeque<>();
    TrieChildren<V> top = root.children;
    if (top != null) {
      top.forEach(child -> open.push(new Place<>(child.label, child)));
    }
    while (!open.isEmpty()) {
      Place<V> place = open.pop();
      V value = place.node().value;
      if (value != null) {
        receiver.accept(place.path(), value);
      }
      TrieChildren<V> children = place.node().children;
      if (children != null) {
        String prefix = place.path() + '/';
        children.forEach(child -> open.push(new Place<>(prefix + child.label, child)));
      }
    }
  }

  private TrieNode<V> find(String path) {
    TrieNode<V> node = root;
    int at = 0;
    while (node != null && at <= path.length()) {
      node = node.child(path, at, Levels.end(path, at));
      if (node != null) {
        int length = node.label.length();
        boolean whole = Levels.shared(node.label, path, at) == length;
        node = whole ? node : null;
        at += length + 1;
      }
    }
    return node;
  }

  private void insert(String path, V value) {
    TrieNode<V> node = root;
    int at = 0;
    while (true) {
      TrieNode<V> child = node.child(path, at, Levels.end(path, at));
      if (child == null) {
        node.link(new TrieNode<>(labels.share(path.substring(at)), value, null));
        return;
      }
      int shared = Levels.shared(child.label, path, at);
      if (shared < child.label.length()) {
        node.link(split(child, shared, path.substring(Math.min(path.length(), at + shared)), value));
        return;
      }
      node = child;
      at += shared + 1;
    }
  }

  /** The node's first levels as a node of their own, above its rest and the new value. */
  private TrieNode<V> split(TrieNode<V> node, int shared, String restOfPath, V value) {
    String head = labels.share(node.label.substring(0, shared));
    String tail = labels.share(node.label.substring(shared + 1));
    TrieNode<V> top = new TrieNode<>(head, restOfPath.isEmpty() ? value : null, null);
    top.link(new TrieNode<>(tail, node.value, node.children));
    if (!restOfPath.isEmpty()) {
      top.link(new TrieNode<>(labels.share(restOfPath.substring(1)), value, null));
    }
    return top;
  }

  private void prune(String path) {
    TrieNode<V> grandparent = null;
    TrieNode<V> parent = null;
    TrieNode<V> node = root;
    int at = 0;
    while (at <= path.length()) {
      grandparent = parent;
      parent = node;
      node = node.child(path, at, Levels.end(path, at));
      at += node.label.length() + 1;
    }
    node.value = null;
    if (node.children == null) {
      parent.unlink(node);
      mergeIfThin(grandparent, parent);
    } else {
      mergeIfThin(parent, node);
    }
  }

  /** Restores invariant (1) for a node that lost its value or a child. */
  private void mergeIfThin(TrieNode<V> parent, TrieNode<V> node) {
    TrieChildren<V> children = node.children;
    if (node == root || node.value != null || children == null) {
      return;
    }
    TrieNode<V> only = children.only();
    if (only != null) {
      String label = labels.share(node.label + '/' + only.label);
      parent.link(new TrieNode<>(label, only.value, only.children));
    }
  }
}
