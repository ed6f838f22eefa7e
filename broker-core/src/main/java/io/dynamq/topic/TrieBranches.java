package io.dynamq.topic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The branches that one match has yet to visit: a stack, made when the first one waits. */
final class TrieBranches<V> {
  private final List<TrieNode<V>> nodes = new ArrayList<>(4);
  private int[] starts = new int[4];
  private int at;

  /** Pushes on the stack, which is made if it is null. */
  static <V> TrieBranches<V> push(TrieBranches<V> stack, TrieNode<V> node, int at) {
    TrieBranches<V> to = stack == null ? new TrieBranches<>() : stack;
    int depth = to.nodes.size();
    if (depth == to.starts.length) {
      to.starts = Arrays.copyOf(to.starts, depth * 2);
    }
    to.starts[depth] = at;
    to.nodes.add(node);
    return to;
  }

  /** The last node pushed, null if none waits. */
  TrieNode<V> pop() {
    if (nodes.isEmpty()) {
      return null;
    }
    int last = nodes.size() - 1;
    at = starts[last];
    return nodes.remove(last);
  }

  /** Where the levels behind the node popped last start in the name. */
  int at() {
    return at;
  }
}
