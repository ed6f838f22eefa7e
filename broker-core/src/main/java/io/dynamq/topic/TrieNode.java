package io.dynamq.topic;

/**
 * A node of {@link TopicTrie}: one or more levels of a filter. Fields are written under the trie's
 * lock and read without it.
 */
final class TrieNode<V> {
  /** Whole levels, joined by slashes; the children's levels follow behind another slash. */
  final String label;

  /** What is stored for the filter that ends here; null if none does. */
  volatile V value;

  /** Null for a leaf. */
  volatile TrieChildren<V> children;

  TrieNode(String label, V value, TrieChildren<V> children) {
    this.label = label;
    this.value = value;
    this.children = children;
  }

  /** The child whose label starts with the level {@code path[from, to)}, wildcards literally. */
  TrieNode<V> child(String path, int from, int to) {
    TrieChildren<V> now = children;
    return now == null ? null : now.get(path, from, to);
  }

  void link(TrieNode<V> child) {
    TrieChildren<V> now = children;
    if (now == null) {
      now = new TrieChildren<>();
      now.put(child);
      children = now;
    } else {
      now.put(child);
    }
  }

  void unlink(TrieNode<V> child) {
    children.remove(child);
    if (children.isEmpty()) {
      children = null;
    }
  }
}
