package io.dynamq.server.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dynamq.server.proof.ledger.Phases;
import java.util.List;
import java.util.Map;

/**
 * What the broker is to reach besides its promise, and what a busy machine can spoil: times and
 * rates. They count for the exit code only if asked for.
 */
final class Goals {
  private static final long LISTENING_MILLIS = 3_000;
  private static final long EXIT_MILLIS = 5_000;
  private static final long GAP_MILLIS = 1_000;
  private static final long TABLES_MILLIS = 15_000;
  private static final double RATE_SHARE = 0.9;
  private static final double SECONDS_MIN = 2;

  private boolean met = true;

  void judge(ObjectNode root, List<Chaos.Kill> kills, Map<String, Phases.Result> phases) {
    ObjectNode goals = root.putObject("goals");
    long listening =
        kills.stream()
            .filter(kill -> kill.during().equals(Phases.CALM))
            .mapToLong(Chaos.Kill::listeningMillis)
            .max()
            .orElse(0);
    long exit = kills.stream().mapToLong(Chaos.Kill::exitMillis).max().orElse(0);
    if (!kills.isEmpty()) {
      put(goals, "listening_again_ms_max", listening, listening <= LISTENING_MILLIS);
      put(goals, "exit_ms_max", exit, exit <= EXIT_MILLIS);
    }
    long tables = root.path("tables_right_ms").asLong();
    if (tables >= 0) {
      put(goals, "tables_right_ms", tables, tables <= TABLES_MILLIS);
    }
    Phases.Result calm = phases.get(Phases.CALM);
    phases.forEach(
        (name, result) -> {
          if (result.nanos() < SECONDS_MIN * 1e9) {
            return;
          }
          long gap = result.gapNanos() / 1_000_000;
          put(goals, name + "_gap_ms", gap, gap <= GAP_MILLIS);
          if (!name.equals(Phases.CALM) && calm != null && calm.rate() > 0) {
            double share = Math.round(100 * result.rate() / calm.rate()) / 100.0;
            put(goals, name + "_share_of_calm_rate", share, share >= RATE_SHARE);
          }
        });
  }

  private void put(ObjectNode goals, String name, double value, boolean good) {
    ObjectNode goal = goals.putObject(name);
    goal.put("value", value);
    goal.put("met", good);
    met &= good;
  }

  boolean areMet() {
    return met;
  }
}
