package io.dynamq.dynamo.simulation;

import io.dynamq.auth.AnonymousAuthenticator;
import io.dynamq.auth.Authorizer;
import io.dynamq.dynamo.SimulatedStart;
import io.dynamq.dynamo.wal.SimulatedDisk;
import io.dynamq.dynamo.wal.WalSettings;
import io.dynamq.dynamo.writebehind.WriteBehindSettings;
import io.dynamq.engine.Broker;
import io.dynamq.engine.BrokerSettings;
import io.dynamq.engine.Connection;
import io.dynamq.engine.ConnectionInput;
import io.dynamq.engine.DurabilityPolicy;
import io.dynamq.engine.Zone;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.routing.SharedStrategy;
import io.dynamq.store.Durability;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageException;
import io.dynamq.store.StorageProvider;
import io.dynamq.topic.rewrite.RewriteRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** A machine with a disk and, most of the time, a broker. */
final class Node {
  static final String LISTENER = "mqtt:tcp:sim";
  private static final long TICK_MICROS = 100_000;
  private static final BrokerSettings.Modules DELAYING =
      new BrokerSettings.Modules(
          RewriteRules.NONE, RewriteRules.NONE, List.of(), new BrokerSettings.Delays(true, 0, 0));

  /** What all nodes of a game are configured with. */
  record Settings(
      Durability durability,
      WalSettings wal,
      WriteBehindSettings writeBehind,
      Zone zone,
      boolean handOver,
      long restMillis) {}

  private final Schedule schedule;
  private final TableStore store;
  private final Settings settings;
  final String name;
  final SimulatedDisk disk = new SimulatedDisk();
  final List<Wire> wires = new ArrayList<>();
  private Process process;
  private int lives;
  private boolean starting;

  Node(Schedule schedule, TableStore store, Settings settings, String name) {
    this.schedule = schedule;
    this.store = store;
    this.settings = settings;
    this.name = name;
  }

  /** One life of the broker. */
  private static final class Process {
    final Life life;
    final Meters meters = new Meters();
    final OneHand hands;
    final List<Executor> loops;
    final Schedule.Lane ticker;
    Storage storage;
    Broker broker;
    boolean serving;
    final DynamoDbAsyncClient client;

    Process(Schedule schedule, TableStore store, String name) {
      life = new Life(name);
      client = StoreClient.open(store, schedule, life);
      hands = new OneHand(schedule, life);
      loops = List.of(schedule.lane(life, name + " loop1"), schedule.lane(life, name + " loop2"));
      ticker = schedule.lane(life, name + " tick");
    }

    void end() {
      life.end();
      serving = false;
      client.close();
    }
  }

  boolean isServing() {
    return process != null && process.serving && !process.life.isOver();
  }

  /** From its start until its last thread is gone. */
  boolean isStarting() {
    return starting;
  }

  Life life() {
    return process.life;
  }

  /** One of the broker's event loops. */
  Executor loop(int number) {
    return process.loops.get(number % process.loops.size());
  }

  ConnectionInput accept(Connection connection) {
    return process.broker.acceptor().accept(connection);
  }

  long openWires() {
    return wires.stream().filter(Wire::isOpenForBroker).count();
  }

  long gauge(String gauge) {
    return process.meters.gauges().get(gauge);
  }

  long count(Metric metric) {
    return process.meters.value(metric);
  }

  /**
   * Blocks, as long as the schedule runs, until it serves clients.
   *
   * @return false if it could not start, or died before
   */
  boolean start() {
    starting = true;
    Process started = new Process(schedule, store, name + ++lives);
    process = started;
    try {
      return start(started);
    } catch (Life.Over over) {
      return false;
    } catch (StorageException | CompletionException refused) {
      schedule.note(started.life + " does not start: " + refused.getMessage());
      started.end();
      return false;
    } finally {
      starting = false;
    }
  }

  private boolean start(Process started) {
    StorageProvider.Context context =
        new StorageProvider.Context(
            name, List.of(), Path.of("none"), schedule.time, started.meters);
    started.storage =
        SimulatedStart.open(
            started.client, disk, settings.wal, settings.writeBehind, started.hands, context);
    started.broker =
        new Broker(
            new Broker.Parts(
                brokerSettings(),
                started.storage,
                schedule.time,
                started.meters,
                new AnonymousAuthenticator(Set.of(LISTENER)),
                Authorizer.ALLOW_ALL,
                started.loops));
    CompletableFuture<Integer> restored = started.broker.restore();
    started.hands.await(restored, Duration.ofMinutes(5));
    int sessions = restored.join();
    schedule.note(started.life + " serves, " + sessions + " sessions");
    started.serving = true;
    tick(started);
    return true;
  }

  private BrokerSettings brokerSettings() {
    return new BrokerSettings(
        name,
        "0",
        Map.of("external", settings.zone),
        DurabilityPolicy.of(settings.durability),
        BrokerSettings.Sys.OFF,
        new BrokerSettings.Sharing(SharedStrategy.ROUND_ROBIN, Map.of(), settings.handOver),
        BrokerSettings.RetainedLimits.NONE,
        DELAYING,
        settings.restMillis);
  }

  private void tick(Process ticking) {
    schedule.after(
        TICK_MICROS,
        ticking.ticker,
        () -> {
          ticking.broker.tick();
          tick(ticking);
        });
  }

  /** Its memory is gone. */
  void kill() {
    schedule.note(process.life + " is killed");
    end(process);
  }

  private void end(Process ended) {
    ended.end();
    wires.forEach(Wire::brokerDied);
    wires.clear();
  }

  /** Ends as SIGTERM has it; blocks as long as the schedule runs. */
  void stop() {
    Process stopping = process;
    starting = true;
    stopping.serving = false;
    schedule.note(stopping.life + " stops");
    try {
      stopping.hands.await(stopping.broker.disconnectAll(), Duration.ofSeconds(10));
      stopping.storage.close();
      schedule.note(stopping.life + " has stopped");
    } catch (Life.Over killed) {
      schedule.note(stopping.life + " did not stop in time");
    } finally {
      end(stopping);
      starting = false;
    }
  }
}
