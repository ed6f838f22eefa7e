package io.dynamq.server.proof;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Each of some things in an order that chance says, then each again in another one: none is missed. */
final class Turns<T> {
  private final List<T> all;
  private final Random random;
  private final Deque<T> left = new ArrayDeque<>();

  /**
   * @param all one at least
   */
  Turns(List<T> all, Random random) {
    this.all = List.copyOf(all);
    this.random = random;
  }

  T next() {
    if (left.isEmpty()) {
      List<T> order = new ArrayList<>(all);
      Collections.shuffle(order, random);
      left.addAll(order);
    }
    return left.remove();
  }
}
