package io.dynamq.routing;

import java.util.ArrayList;
import java.util.List;

/**
 * What a walk through the trie has found so far. The usual single find is the leaf itself, so that
 * it costs no object.
 */
sealed interface Matched permits Leaf, Matched.Several {

  /** One more leaf. */
  static Matched plus(Matched before, Leaf leaf) {
    if (before == null) {
      return leaf;
    }
    if (before instanceof Several several) {
      several.leaves.add(leaf);
      return several;
    }
    List<Leaf> leaves = new ArrayList<>(4);
    leaves.add((Leaf) before);
    leaves.add(leaf);
    return new Several(leaves);
  }

  /** Every leaf found. */
  default List<Leaf> leaves() {
    return this instanceof Several several ? several.leaves : List.of((Leaf) this);
  }

  /** More than one leaf. */
  record Several(List<Leaf> leaves) implements Matched {}
}
