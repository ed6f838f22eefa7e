package io.dynamq.server.admin;

import io.dynamq.control.Control;

/** Commands that name a node mean this one: no other can be reached from here. */
final class Nodes {
  private Nodes() {}

  static void expectThis(String node, Control control) throws Refusal {
    if (!node.equals(control.node())) {
      throw new Refusal(
          Refusal.NOT_FOUND,
          "Error: no node " + Printable.of(node) + " here, expected " + control.node());
    }
  }
}
