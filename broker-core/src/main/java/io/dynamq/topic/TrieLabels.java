package io.dynamq.topic;

/**
 * Makes frequent labels share one string: a million devices have the same few last levels. Keeps
 * only the latest label per slot, so it stays small whatever clients send. Used under the trie's
 * lock.
 */
final class TrieLabels {
  private static final int SLOTS = 4_096;
  private static final int LENGTH_MAX = 48;

  private final String[] seen = new String[SLOTS];

  /** The same text, possibly an older string. */
  String share(String label) {
    if (label.length() > LENGTH_MAX) {
      return label;
    }
    int slot = Levels.hash(label, 0, label.length()) & SLOTS - 1;
    if (!label.equals(seen[slot])) {
      seen[slot] = label;
    }
    return seen[slot];
  }
}
