package io.dynamq.server.proof;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dynamq.server.proof.ledger.Deliveries;
import io.dynamq.server.proof.ledger.Incident;
import io.dynamq.server.proof.ledger.Incidents;
import io.dynamq.server.proof.ledger.Phases;
import io.dynamq.server.proof.ledger.PublisherLog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a run showed, as JSON; {@link ReportText} makes it words. */
final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SAMPLES_MAX = 50;

  private final ObjectNode root = JSON.createObjectNode();
  private final Goals goals = new Goals();
  private boolean kept = true;

  /**
   * What was sent, got and broken.
   *
   * @param owed message and subscriber pairs
   */
  Report(Plan plan, Promise promise, Incidents incidents, Clients clients, long owed) {
    run(plan, promise);
    traffic(clients, owed);
    broken(promise, incidents, plan.place().target() == null);
  }

  private void run(Plan plan, Promise promise) {
    ObjectNode run = root.putObject("run");
    run.put("seed", plan.seed());
    run.put("mode", plan.mode().ackAfter());
    run.put("fsync", plan.mode().fsync());
    run.put("signal", plan.kills().term() ? "TERM" : "KILL");
    run.put("power_loss", plan.kills().powerLoss());
    run.put("data_directory_lost", plan.kills().loseData());
    run.put("promise", promise.text());
    run.put("publishers", plan.load().publishers());
    run.put("subscribers", plan.load().subscribers());
    run.put("rate_per_publisher", plan.load().rate());
    ObjectNode settings = run.putObject("settings");
    plan.mode().settings().forEach(settings::put);
  }

  private void traffic(Clients clients, long owed) {
    List<PublisherLog> logs = clients.logs();
    ObjectNode traffic = root.putObject("traffic");
    traffic.put("published", logs.stream().mapToInt(PublisherLog::sent).sum());
    traffic.put("acknowledged", clients.acknowledged());
    traffic.put("refused", logs.stream().mapToInt(PublisherLog::refusals).sum());
    traffic.put("published_again", logs.stream().mapToInt(PublisherLog::repetitions).sum());
    traffic.put("owed", owed);
    List<Deliveries> all = clients.deliveries();
    traffic.put("delivered", all.stream().mapToLong(Deliveries::count).sum());
    traffic.put("qos1_again", all.stream().mapToLong(Deliveries::duplicates).sum());
    traffic.put(
        "qos1_again_without_dup", all.stream().mapToLong(Deliveries::duplicatesUnmarked).sum());
  }

  private void broken(Promise promise, Incidents incidents, boolean sawTables) {
    ObjectNode found = root.putObject("found");
    for (Incident.Kind kind : Incident.Kind.values()) {
      if (kind == Incident.Kind.TABLES && !sawTables) {
        continue;
      }
      List<Incident> kept = incidents.of(kind);
      List<Incident> wrong = kept.stream().filter(one -> !promise.excuses(one)).toList();
      ObjectNode node = found.putObject(kind.key());
      long excused = kept.size() - wrong.size();
      node.put("broken", incidents.count(kind) - excused);
      node.put("within_promise", excused);
      if (!kept.isEmpty()) {
        node.put("oldest_ms", kept.stream().mapToLong(promise::ageMillis).max().orElse(-1));
      }
      ArrayNode samples = node.putArray("which");
      wrong.stream()
          .limit(SAMPLES_MAX)
          .forEach(
              one ->
                  samples.add(
                      one.text() + " (" + promise.ageMillis(one) + " ms before a kill)"));
      this.kept &= wrong.isEmpty();
    }
  }

  /**
   * Kills, phases, requests.
   *
   * @param requests since the clients were subscribed, by operation; empty if nobody could count
   * @param tablesMillis from the end of publishing until the tables were right; -1: never, or not
   *     looked at
   */
  void add(
      List<Chaos.Kill> kills,
      Map<String, Phases.Result> phases,
      Map<String, Long> requests,
      long tablesMillis) {
    ArrayNode list = root.putArray("kills");
    for (Chaos.Kill kill : kills) {
      ObjectNode node = list.addObject();
      node.put("exit_ms", kill.exitMillis());
      node.put("listening_ms", kill.listeningMillis());
      node.put("during", kill.during());
      node.put("failed_starts", kill.failedStarts());
    }
    ObjectNode parts = root.putObject("phases");
    phases.forEach((name, result) -> put(parts.putObject(name), result));
    if (!requests.isEmpty()) {
      store(requests);
    }
    root.put("tables_right_ms", tablesMillis);
    goals.judge(root, kills, phases);
  }

  private void store(Map<String, Long> requests) {
    ObjectNode store = root.putObject("store_requests");
    requests.forEach(store::put);
    long total = requests.values().stream().mapToLong(Long::longValue).sum();
    long acknowledged = root.path("traffic").path("acknowledged").asLong();
    root.put("store_requests_per_acknowledged", acknowledged == 0 ? 0 : 1.0 * total / acknowledged);
  }

  /**
   * What waited for a client that was away.
   *
   * @param millis until it had everything, or was given up
   */
  void addBacklog(long owed, long delivered, long millis) {
    ObjectNode backlog = root.putObject("backlog");
    backlog.put("owed", owed);
    backlog.put("delivered", delivered);
    backlog.put("fetched_ms", millis);
  }

  private static void put(ObjectNode node, Phases.Result result) {
    node.put("seconds", result.nanos() / 1e9);
    node.put("acknowledged", result.acknowledged());
    node.put("acknowledged_per_s", result.rate());
    node.put("longest_gap_ms", TimeUnit.NANOSECONDS.toMillis(result.gapNanos()));
    node.put("ack_p50_ms", result.medianNanos() / 1e6);
    node.put("ack_p99_ms", result.p99Nanos() / 1e6);
  }

  /** Counts of what is allowed and worth a line. */
  void add(Map<String, Long> counts) {
    ObjectNode node = root.putObject("also_seen");
    counts.forEach(node::put);
    root.put("promise_kept", kept);
    root.put("goals_met", goals.areMet());
  }

  boolean isPromiseKept() {
    return kept;
  }

  boolean areGoalsMet() {
    return goals.areMet();
  }

  ObjectNode json() {
    return root;
  }
}
