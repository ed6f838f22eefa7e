package io.dynamq.dynamo.simulation;

import io.dynamq.dynamo.SimulatedStart;
import io.dynamq.dynamo.wal.WalSettings;
import io.dynamq.dynamo.writebehind.WriteBehindSettings;
import io.dynamq.engine.Zone;
import io.dynamq.observe.Metric;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One world and what happens in it, by a seed. */
final class Game implements AutoCloseable {
  private static final int DIRTY_MAX = 400;

  /**
   * Whether QoS 2 is held to once also for what is under way at a death of one of several nodes, or
   * while a log's disk is full; see docs, Open.
   */
  private static final boolean STRICT = Boolean.getBoolean("simulation.strict");

  /** After how long absent sessions are packed; negative: as the seed says. */
  private static final long REST_MILLIS = Long.getLong("simulation.rest", -1);

  private static final long SECOND = 1_000_000;

  /** Of the session that expires. */
  private static final long BRIEF_SECONDS = 4;

  final Schedule schedule;
  private final Rules rules;
  private final Ledger ledger;
  private final TableStore store;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final Schedule.Lane fate;
  private final RetainedBook retained;
  private final long lengthMicros;
  private boolean calm = true;
  private int[] checked;
  private int deaths;

  /**
   * @param count of nodes; 0: as the seed says
   */
  Game(long seed, int count, boolean verbose) {
    schedule = new Schedule(seed, verbose);
    rules = Rules.any(schedule.random, count);
    ledger = new Ledger(schedule, rules);
    store = new TableStore(schedule, SimulatedStart.tables());
    fate = schedule.lane(Life.OUTSIDE, "fate");
    lengthMicros = schedule.between(5 * SECOND, 15 * SECOND);
    Node.Settings settings = settings();
    schedule.note("absent sessions rest after " + settings.restMillis() + " ms");
    for (int i = 0; i < rules.nodes(); i++) {
      nodes.add(new Node(schedule, store, settings, "n" + i));
    }
    for (int i = 0; i < 6; i++) {
      clients.add(new Client(schedule, ledger, "c" + i));
    }
    clients.add(new Client(schedule, ledger, "r"));
    Client dying = new Client(schedule, ledger, "w");
    dying.wills = new Wills(schedule, ledger, rules);
    clients.add(dying);
    Client brief = new Client(schedule, ledger, "x");
    brief.sessionExpiry = BRIEF_SECONDS;
    clients.add(brief);
    ledger.group.addAll(clients.subList(3, 5));
    store.owners = this::owned;
    retained = new RetainedBook(clients.get(6));
    checked = new int[clients.size()];
  }

  private Node.Settings settings() {
    SessionLimits limits =
        new SessionLimits(
            new SessionLimits.Receiving(8, 10, 0),
            new SessionLimits.Sending(1 + schedule.random.nextInt(5), 10, false),
            new SessionLimits.Queue(
                0, 0, 2 + schedule.random.nextInt(20), 1 << 20, true));
    WalSettings wal =
        new WalSettings(
            Path.of("none"), rules.fsync(), Duration.ofMillis(100), 64L << 20);
    WriteBehindSettings writeBehind =
        new WriteBehindSettings(
            "store",
            Duration.ofMillis(schedule.chance(0.8) ? 250 : 20),
            DIRTY_MAX,
            8 << 20,
            1 + schedule.random.nextInt(16));
    return new Node.Settings(
        rules.durability(),
        wal,
        writeBehind,
        Zone.defaults("external").withSession(limits),
        true,
        REST_MILLIS < 0 ? schedule.seed % 3 * 150 : REST_MILLIS);
  }

  // ---- the game

  void play() {
    schedule.note(rules.toString());
    begin();
    calm = false;
    schedule.after(SECOND / 2, fate, this::changeWeather);
    schedule.after(schedule.between(SECOND / 2, 4 * SECOND), fate, this::die);
    if (rules.nodes() > 1) {
      schedule.after(schedule.between(SECOND / 2, 4 * SECOND), fate, this::freeze);
    }
    clients.forEach(client -> schedule.after(1, client.lane(), () -> act(client)));
    long end = schedule.micros() + lengthMicros;
    while (schedule.micros() < end) {
      schedule.run(() -> false, Math.min(end, schedule.micros() + 50_000));
      checkBounds();
    }
    calm = true;
    new Calm(schedule, rules, store, nodes, clients, ledger).come(this::checkBounds);
    if (rules.nodes() == 1) {
      checkRetained();
      checkExpiry();
    }
  }

  private void begin() {
    nodes.forEach(Node::start);
    for (int i = 0; i < clients.size(); i++) {
      clients.get(i).connect(nodes.get(i % nodes.size()), false);
    }
    pass(SECOND);
    clients.get(0).subscribe("t/#", 2);
    clients.get(1).subscribe("t/+", 1);
    clients.get(2).subscribe("t/#", 1);
    clients.get(2).subscribe("t/0", 2);
    clients.get(0).subscribe("w/#", 2);
    clients.get(1).subscribe("d/#", 1);
    clients.get(2).subscribe("e/#", 2);
    ledger.group.forEach(member -> member.subscribe("$share/g/g/#", 2));
    pass(SECOND);
    clients.forEach(
        client -> {
          if (client.isBusy()) {
            throw new AssertionError("not ready: " + client.state());
          }
        });
  }

  private void pass(long micros) {
    schedule.run(() -> false, schedule.micros() + micros);
  }

  // ---- what clients do

  private void act(Client client) {
    int index = clients.indexOf(client);
    check(index);
    if (calm) {
      return;
    }
    if (client.wills != null) {
      client.wills.check();
    }
    int what = schedule.random.nextInt(100);
    if (!client.isConnected()) {
      if (!client.isConnecting() || what == 0) {
        reconnect(client, index);
      }
    } else if (what < 30) {
      publish(client, index);
    } else if (what < 90) {
      client.acknowledge();
    } else if (what < 92 && schedule.chance(0.3)) {
      client.leave();
    } else if (what == 92 && schedule.chance(0.3)) {
      reconnect(client, index);
    } else if (index == 5 && what < 96) {
      changeMind(client);
    }
    schedule.after(schedule.between(1_000, 30_000), client.lane(), () -> act(client));
  }

  private void reconnect(Client client, int index) {
    if (client.wills != null && (client.isConnected() || client.wills.isAwaited())) {
      return;
    }
    List<Node> serving = nodes.stream().filter(Node::isServing).toList();
    if (!serving.isEmpty()) {
      Node node = serving.get(schedule.random.nextInt(serving.size()));
      client.connect(node, index == 5 && schedule.chance(0.1));
    }
  }

  private void publish(Client client, int index) {
    int special = schedule.random.nextInt(12);
    if (index == 6) {
      retained.publish(schedule);
    } else if (index < 2 || index > 6) {
      return;
    } else if (special == 0) {
      client.publishLater("d/0", 1 + schedule.random.nextInt(4));
    } else if (special == 1) {
      client.publishForNow(
          "e/0", 1 + schedule.random.nextInt(2), 1 + schedule.random.nextInt(2));
    } else if (special < 4) {
      client.publish("g/0", 1 + schedule.random.nextInt(2));
    } else {
      client.publish("t/" + schedule.random.nextInt(2), schedule.random.nextInt(3));
    }
  }

  private void changeMind(Client client) {
    String filter = schedule.chance(0.5) ? "t/1" : "t/#";
    if (schedule.chance(0.5)) {
      client.subscribe(filter, 1 + schedule.random.nextInt(2));
    } else {
      client.unsubscribe(filter);
    }
  }

  // ---- what happens to them

  private void changeWeather() {
    if (calm) {
      return;
    }
    Weather[] all = Weather.values();
    store.weather =
        schedule.chance(0.4) ? Weather.FAIR : all[schedule.random.nextInt(all.length)];
    schedule.note("weather " + store.weather);
    if (schedule.chance(0.1)) {
      Node node = anyNode();
      node.disk.full(true);
      ledger.mayBeSplit();
      schedule.note(node.name + ": disk full");
      long micros = schedule.between(1, SECOND);
      ledger.cannotLog(micros);
      schedule.after(
          micros,
          fate,
          () -> {
            node.disk.full(false);
            // It takes a second to be noticed.
            schedule.after(2 * SECOND, fate, ledger::mayBeSplit);
            ledger.mayBeSplit();
          });
    }
    schedule.after(schedule.between(50_000, 3 * SECOND), fate, this::changeWeather);
  }

  /** A claim may be carried out long after the process that made it has died or given it up. */
  private void owned(String client, String process) {
    for (Node node : nodes) {
      if (process.startsWith(node.name)) {
        clients.stream()
            .filter(one -> one.id.equals(client))
            .forEach(one -> one.ownedBy(node.name));
      }
    }
  }

  private Node anyNode() {
    return nodes.get(schedule.random.nextInt(nodes.size()));
  }

  /** Short of a lease, or long enough to be taken for dead. */
  private void freeze() {
    if (calm) {
      return;
    }
    Node node = anyNode();
    if (node.isServing() && schedule.chance(0.5)) {
      long micros =
          schedule.chance(0.5)
              ? schedule.between(1_000, 3 * SECOND)
              : schedule.between(10 * SECOND, 14 * SECOND);
      schedule.note(node.life() + " freezes for " + micros / 1_000 + " ms");
      schedule.freeze(node.life(), micros, fate);
      String frozen = node.life().toString();
      schedule.after(micros, fate, () -> store.fences.goesOn(frozen));
      ledger.mayBeSplit();
    }
    schedule.after(schedule.between(SECOND, 6 * SECOND), fate, this::freeze);
  }

  private void die() {
    if (calm) {
      return;
    }
    Node node = anyNode();
    if (node.isServing() || node.isStarting()) {
      end(node);
    }
    schedule.after(schedule.between(SECOND / 2, 2 * SECOND), fate, () -> start(node));
    schedule.after(schedule.between(SECOND, 6 * SECOND), fate, this::die);
  }

  private void end(Node node) {
    deaths++;
    boolean isAllOrNothing =
        rules.nodes() == 1 && rules.durability() != Durability.MEMORY && !ledger.isUnlogged();
    if (!STRICT && !isAllOrNothing) {
      ledger.mayBeSplit();
    }
    if (rules.death() == Rules.Death.STOP || schedule.chance(0.1)) {
      if (node.isServing()) {
        node.stop();
      }
      return;
    }
    node.kill();
    if (rules.death() == Rules.Death.POWER) {
      node.disk.powerFails(schedule.random);
      if (rules.mayLoseTheLast()) {
        ledger.excuse();
      }
    } else if (rules.death() == Rules.Death.FIRE) {
      node.disk.burns();
      ledger.mayBeSplit();
    }
  }

  private void start(Node node) {
    if (node.isServing()) {
      return;
    }
    if (node.isStarting() || !node.start()) {
      schedule.after(SECOND / 2, fate, () -> start(node));
    }
  }

  // ---- what must hold

  private void check(int index) {
    Client client = clients.get(index);
    int all = client.inbox.size();
    if (checked[index] < all) {
      ledger.check(client, checked[index]);
      checked[index] = all;
    }
  }

  private void checkBounds() {
    if (store.fences.broken() != null) {
      throw new AssertionError(store.fences.broken());
    }
    for (int i = 0; i < clients.size(); i++) {
      check(i);
    }
    for (Node node : nodes) {
      if (node.isServing()) {
        // What is no content is taken beyond the bound, for it is bounded by itself.
        long dirty = node.gauge("store.dirty.entries");
        if (dirty > 2 * DIRTY_MAX) {
          throw new AssertionError(node.name + " has " + dirty + " dirty entries");
        }
        if (node.count(Metric.BUGS) > 0) {
          throw new AssertionError(node.name + " has logged a bug");
        }
      }
    }
  }

  private void checkRetained() {
    retained.check(schedule, ledger, nodes.get(0));
    Node node = nodes.get(0);
    node.kill();
    pass(SECOND / 2);
    if (!node.start()) {
      throw new AssertionError("does not start in fair weather");
    }
    retained.check(schedule, ledger, node);
  }

  /** A session that nobody came back for in its time is over, though the broker died meanwhile. */
  private void checkExpiry() {
    Node node = nodes.get(0);
    Client brief = clients.get(8);
    brief.leave();
    node.kill();
    pass(SECOND / 2);
    if (!node.start()) {
      throw new AssertionError("does not start in fair weather");
    }
    pass((BRIEF_SECONDS + 1) * SECOND);
    brief.connect(node, false);
    schedule.run(brief::isConnected, schedule.micros() + 30 * SECOND);
    if (!brief.isConnected() || brief.hadSession()) {
      throw new AssertionError("its session should have expired: " + brief.state());
    }
  }

  @Override
  public String toString() {
    return Arrays.asList(
            rules,
            ledger,
            deaths + " deaths",
            store.requests() + " requests",
            schedule.steps() + " steps",
            schedule.millis() + " ms")
        .toString();
  }

  @Override
  public void close() {
    store.close();
  }
}
