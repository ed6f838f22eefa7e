package io.dynamq.server.admin;

import io.dynamq.control.Control;
import java.util.List;
import java.util.Map;

/**
 * EMQX's commands about a cluster, answered for a broker that has none: nodes that share tables know
 * nothing of each other but who owns which session.
 */
final class ClusterActions {
  private final Control control;

  ClusterActions(Control control) {
    this.control = control;
  }

  Answer status() {
    String node = control.node();
    return new Answer(
        Map.of("running_nodes", List.of(node), "stopped_nodes", List.of()),
        List.of(
            "Cluster status: #{running_nodes => ['%s'],stopped_nodes => []}".formatted(node)));
  }

  Answer join(String node) throws Refusal {
    throw new Refusal(
        Refusal.CONFLICT,
        "Failed to join the cluster: there are none, %s shares nothing with %s but tables"
            .formatted(control.node(), Printable.of(node)));
  }

  Answer leave() throws Refusal {
    throw new Refusal(Refusal.CONFLICT, "Failed to leave the cluster: node_not_in_cluster");
  }

  Answer forceLeave(String node) throws Refusal {
    throw new Refusal(
        Refusal.CONFLICT,
        "Failed to remove the node from cluster: node_not_in_cluster, " + Printable.of(node));
  }
}
