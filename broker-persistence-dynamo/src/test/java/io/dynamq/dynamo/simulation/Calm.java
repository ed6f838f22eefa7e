package io.dynamq.dynamo.simulation;

import java.util.List;
import java.util.stream.Collectors;

/** The end of a game: networks, disks and store are well again, and all that is owed comes. */
final class Calm {
  private static final long SLICE_MICROS = 100_000;
  private static final int SLICES_MAX = 3_000;

  private final Schedule schedule;
  private final Rules rules;
  private final TableStore store;
  private final List<Node> nodes;
  private final List<Client> clients;
  private final Ledger ledger;

  Calm(
      Schedule schedule,
      Rules rules,
      TableStore store,
      List<Node> nodes,
      List<Client> clients,
      Ledger ledger) {
    this.schedule = schedule;
    this.rules = rules;
    this.store = store;
    this.nodes = nodes;
    this.clients = clients;
    this.ledger = ledger;
  }

  /** Fails, naming what is still owed, if it takes too long. */
  void come(Runnable check) {
    schedule.note("calm");
    store.weather = Weather.FAIR;
    nodes.forEach(node -> node.disk.full(false));
    int quiet = 0;
    for (int slice = 0; quiet < 20; slice++) {
      if (slice == SLICES_MAX) {
        throw new AssertionError("it does not come to rest:\n" + owed());
      }
      for (Node node : nodes) {
        if (!node.isServing() && !node.isStarting()) {
          node.start();
        }
      }
      clients.forEach(this::goOn);
      schedule.run(() -> false, schedule.micros() + SLICE_MICROS);
      check.run();
      quiet = isQuiet() ? quiet + 1 : 0;
    }
  }

  private void goOn(Client client) {
    boolean isAway = client.wills != null && client.wills.isAwaited();
    if (!client.isConnected() && !client.isConnecting() && !isAway) {
      List<Node> serving = nodes.stream().filter(Node::isServing).toList();
      if (!serving.isEmpty()) {
        client.connect(serving.get(schedule.random.nextInt(serving.size())), false);
      }
    }
    for (int i = 0; i < 50; i++) {
      client.acknowledge();
    }
  }

  private boolean isQuiet() {
    return owed().isEmpty();
  }

  private String owed() {
    StringBuilder owed = new StringBuilder();
    for (Client client : clients) {
      if (client.wills != null && client.wills.isAwaited()) {
        owed.append(client.wills).append('\n');
      } else if (client.isBusy()) {
        owed.append(client.state()).append('\n');
      }
      List<Sent> missing = rules.keepsAll() ? ledger.missing(client) : List.of();
      if (!missing.isEmpty()) {
        owed.append(client.id).append(" misses ").append(missing).append('\n');
      }
    }
    if (rules.nodes() == 1 && !ledger.missingOfGroup().isEmpty()) {
      owed.append("the group misses ").append(ledger.missingOfGroup()).append('\n');
    }
    for (Node node : nodes) {
      if (!node.isServing()) {
        owed.append(node.name).append(" does not serve\n");
      } else if (node.gauge("store.dirty.entries") + node.gauge("wal.size") > 0) {
        owed.append(node.name)
            .append(" has not flushed: ")
            .append(node.gauge("store.dirty.entries"))
            .append(" entries, log ")
            .append(node.gauge("wal.size"))
            .append('\n');
      }
    }
    owed.append(
        nodes.stream()
            .filter(Node::isServing)
            .filter(node -> node.openWires() > clients.size())
            .map(node -> node.name + " serves too many\n")
            .collect(Collectors.joining()));
    return owed.toString();
  }
}
