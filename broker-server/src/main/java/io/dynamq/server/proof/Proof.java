package io.dynamq.server.proof;

import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.server.proof.broker.BrokerUnderProof;
import io.dynamq.server.proof.broker.ForeignBroker;
import io.dynamq.server.proof.broker.OwnBroker;
import io.dynamq.server.proof.client.Stage;
import io.dynamq.server.proof.client.Tally;
import io.dynamq.server.proof.client.Trace;
import io.dynamq.server.proof.fault.FaultProxy;
import io.dynamq.server.proof.ledger.Incident;
import io.dynamq.server.proof.ledger.Incidents;
import io.dynamq.server.proof.ledger.Phases;
import io.dynamq.server.proof.ledger.Workload;
import io.dynamq.time.Time;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * One run: store, proxy, broker and clients are started; then kills and faults reign; then everything
 * is finished and compared with what was acknowledged.
 */
final class Proof implements AutoCloseable {
  private static final long START_MILLIS = 60_000;
  private static final long TARGET_MILLIS = 5_000;
  private static final long SETTLE_MILLIS = 3_000;
  private static final long BACKLOG_MILLIS = 600_000;
  private static final long POLL_MILLIS = 20;
  private static final long QUIET_MILLIS = 1_500;
  private static final long TABLES_MILLIS = 15_000;
  private static final String OWN_PREFIX = "mqb_";

  private final Plan plan;
  private final PrintStream progress;
  private final Time time = Time.system();
  private final Incidents incidents = new Incidents();
  private final Phases phases = new Phases(time);
  private final Tally tally = new Tally();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final String run;
  private final String prefix;
  private final Promise promise;
  private InetSocketAddress store;
  private FaultProxy proxy;
  private BrokerUnderProof broker;
  private Clients clients;
  private Backlog backlog;
  private long tablesMillis = -1;
  private long backlogMillis;
  private Map<String, Long> startRequests = Map.of();

  Proof(Plan plan, PrintStream progress) {
    this.plan = plan;
    this.progress = progress;
    promise = Promise.of(plan);
    // In a store that was there before, tables of its own.
    prefix = plan.place().store() == null ? OWN_PREFIX : "proof" + time.epochSeconds() + "_";
    // Of a broker that runs already, an earlier run's sessions are nobody's business.
    run = plan.place().target() == null ? "proof" : "proof" + Long.toHexString(time.epochMillis());
  }

  Report run() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("dynamq-proof-");
    open.push(() -> clean(directory));
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    open.push(() -> loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly());
    openStore(loops);
    broker = broker(directory);
    open.push(broker);
    startBroker();
    Stage stage = stage(loops);
    clients = new Clients(stage, plan.load());
    clients.subscribe();
    await(START_MILLIS, "subscriptions are not acknowledged", clients::areSubscribed);
    queueBacklog(stage);
    if (!promise.window().isZero()) {
      // What everything rests on is older than what may be lost.
      Thread.sleep(promise.window().toMillis() + SETTLE_MILLIS);
    }
    startRequests = requests();
    phases.up();
    clients.publish();
    say("publishing; seed " + plan.seed());
    Chaos chaos = new Chaos(plan, broker, proxy, phases, promise, time);
    Random chance = new Random(plan.seed());
    chaos.reign(() -> afterKill(chaos, chance));
    phases.down();
    finish();
    final long queued = backlog == null ? 0 : backlog.judge();
    long owed = clients.judge() + queued;
    Report report = new Report(plan, promise, incidents, clients, owed);
    report.add(chaos.kills(), phases.results(), requestsSinceStart(), tablesMillis);
    report.add(tally.counts());
    clients.leave();
    if (backlog != null) {
      report.addBacklog(queued, backlog.delivered(), backlogMillis);
      backlog.leave();
    }
    return report;
  }

  private void startBroker() throws IOException, InterruptedException {
    InetSocketAddress target = plan.place().target();
    if (target == null) {
      say("starting the broker");
      broker.start();
      await(START_MILLIS, "the broker does not listen", () -> Reachable.at(broker.address()));
    } else {
      String where = target.getHostString() + ":" + target.getPort();
      await(TARGET_MILLIS, "nobody listens at " + where, () -> Reachable.at(target));
    }
  }

  private void queueBacklog(Stage stage) throws IOException, InterruptedException {
    if (plan.load().backlog() == 0) {
      return;
    }
    say("queueing " + plan.load().backlog() + " messages");
    backlog = new Backlog(stage, plan.load().backlog());
    backlog.subscribe();
    await(START_MILLIS, "the backlog's subscription is not acknowledged", backlog::isSubscribed);
    backlog.publish();
    await(BACKLOG_MILLIS, "the backlog is not acknowledged", backlog::isPublished);
  }

  private Stage stage(EventLoopGroup loops) throws IOException {
    Trace trace = Trace.to(plan.ending().trace(), time);
    open.push(trace);
    return new Stage(
        broker.address(),
        loops,
        time,
        plan.seed(),
        new Workload(run, plan.load().payloadBytes()),
        new Stage.Watch(incidents, phases, tally, trace));
  }

  private void openStore(EventLoopGroup loops) throws IOException {
    Plan.Place place = plan.place();
    store = place.store();
    if (store == null && place.target() == null) {
      EmbeddedDynamoDb embedded = EmbeddedDynamoDb.start(Options.inMemory());
      open.push(embedded);
      store = new InetSocketAddress(InetAddress.getLoopbackAddress(), embedded.port());
    }
    if (store != null) {
      proxy = FaultProxy.start(loops, place.proxyPort(), store, plan.seed());
      open.push(proxy);
    }
  }

  private BrokerUnderProof broker(Path directory) throws IOException {
    Plan.Place place = plan.place();
    if (place.target() != null) {
      return new ForeignBroker(place.target(), place.killCommand(), place.startCommand(), time);
    }
    Map<String, String> settings = new TreeMap<>();
    settings.put("durability.ack_after", plan.mode().ackAfter());
    settings.put("wal.fsync", plan.mode().fsync());
    settings.put("backend.dynamo.embedded", "off");
    settings.put("backend.dynamo.pool1.server", proxy.endpoint());
    settings.put("persistence.dynamo.table_prefix", prefix);
    settings.putAll(plan.mode().settings());
    return new OwnBroker(
        new OwnBroker.Setup(
            place.home(),
            directory,
            settings,
            plan.kills().term(),
            plan.kills().powerLoss(),
            plan.kills().loseData(),
            plan.seed()),
        time);
  }

  private void afterKill(Chaos chaos, Random chance) {
    Chaos.Kill last = chaos.kills().get(chaos.kills().size() - 1);
    say(
        "kill " + chaos.kills().size() + " (" + last.during() + "): listening again after "
            + last.listeningMillis() + " ms; " + clients.acknowledged() + " acknowledged, "
            + clients.missing() + " on their way");
    if (chance.nextBoolean()) {
      clients.readRetained();
    }
  }

  private void finish() throws IOException, InterruptedException {
    say("finishing what is under way");
    long from = time.nanos();
    long drain = plan.ending().drain().toMillis();
    clients.settle();
    tryAwait(drain, clients::areSettled);
    tryAwait(drain, () -> clients.missing() == 0);
    if (clients.missing() > 0) {
      // It is lost, and how long it was waited for says nothing about the tables.
      from = time.nanos();
    }
    if (backlog != null) {
      long fetched = time.nanos();
      backlog.fetch();
      tryAwait(BACKLOG_MILLIS, () -> backlog.missing() == 0);
      // Until now the tables had a reason to change.
      from = time.nanos();
      backlogMillis = (from - fetched) / 1_000_000;
    }
    Thread.sleep(QUIET_MILLIS);
    try {
      clients.readRetained().get(drain, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      incidents.add(Incident.Kind.RETAINED_WRONG, "retained messages cannot be read", from);
    }
    if (plan.place().target() == null) {
      compareTables(from);
    }
  }

  private void compareTables(long from) throws IOException, InterruptedException {
    StoreTables tables = new StoreTables(store, prefix, run);
    long until = Math.max(time.nanos() + 2_000_000_000L, from + TABLES_MILLIS * 1_000_000);
    List<Incident> wrong = differences(tables, from);
    while (!wrong.stream().allMatch(promise::excuses) && time.nanos() < until) {
      Thread.sleep(POLL_MILLIS);
      wrong = differences(tables, from);
    }
    tablesMillis =
        wrong.stream().allMatch(promise::excuses) ? (time.nanos() - from) / 1_000_000 : -1;
    wrong.forEach(incidents::add);
  }

  /** A change that a kill may undo will never show in the tables. */
  private List<Incident> differences(StoreTables tables, long from)
      throws IOException, InterruptedException {
    return tables.differences(clients).stream()
        .map(
            row ->
                new Incident(
                    Incident.Kind.TABLES, row.text(), from, row.since().orElse(from)))
        .toList();
  }

  private void tryAwait(long millis, BooleanSupplier condition) throws InterruptedException {
    long until = time.nanos() + millis * 1_000_000;
    while (!condition.getAsBoolean() && time.nanos() < until) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  private void await(long millis, String otherwise, BooleanSupplier condition)
      throws IOException, InterruptedException {
    tryAwait(millis, () -> condition.getAsBoolean() || !broker.isAlive());
    if (!condition.getAsBoolean()) {
      String words = broker.lastWords();
      throw new IOException(words.isEmpty() ? otherwise : otherwise + "; it printed:\n" + words);
    }
  }

  private Map<String, Long> requests() {
    return proxy == null ? Map.of() : proxy.counts().byOperation();
  }

  private Map<String, Long> requestsSinceStart() {
    Map<String, Long> since = new TreeMap<>(requests());
    startRequests.forEach((operation, count) -> since.merge(operation, -count, Long::sum));
    return since;
  }

  private void say(String what) {
    progress.println(what);
  }

  private void clean(Path directory) throws IOException {
    if (plan.ending().keep()) {
      say("kept: " + directory);
    } else {
      OwnBroker.deleteTree(directory);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (AutoCloseable part = open.poll(); part != null; part = open.poll()) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IOException("cannot clean up: " + e.getMessage(), e);
      }
    }
  }
}
