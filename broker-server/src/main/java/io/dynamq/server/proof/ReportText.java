package io.dynamq.server.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;

/** The report in words. */
final class ReportText {
  private static final int SAMPLES_MAX = 10;

  private final JsonNode root;
  private final PrintStream out;

  ReportText(JsonNode root, PrintStream out) {
    this.root = root;
    this.out = out;
  }

  void print() {
    JsonNode run = root.path("run");
    out.printf(
        "Proof of mode %s (fsync %s), seed %s%s%s%n",
        run.path("mode").asText(),
        run.path("fsync").asText(),
        run.path("seed").asText(),
        run.path("power_loss").asBoolean() ? ", power lost with each kill" : "",
        run.path("data_directory_lost").asBoolean() ? ", data directory lost with each kill" : "");
    out.println("Promise: " + run.path("promise").asText());
    out.println();
    JsonNode traffic = root.path("traffic");
    traffic
        .properties()
        .forEach(
            field -> out.printf("  %-32s %,12d%n", words(field.getKey()), field.getValue().asLong()));
    out.println();
    root.path("found").properties().forEach(field -> found(field.getKey(), field.getValue()));
    kills();
    phases();
    store();
    goals();
    out.println();
    out.println(
        root.path("promise_kept").asBoolean()
            ? "The promise was kept."
            : "THE PROMISE WAS BROKEN. Repeat with --seed " + run.path("seed").asText());
  }

  private void found(String name, JsonNode node) {
    long within = node.path("within_promise").asLong();
    out.printf(
        "  %-32s %,12d%s%n",
        words(name),
        node.path("broken").asLong(),
        within == 0
            ? ""
            : "   and " + within + " within the promise, the oldest "
                + node.path("oldest_ms").asLong() + " ms before a kill");
    int shown = 0;
    for (JsonNode which : node.path("which")) {
      if (shown++ < SAMPLES_MAX) {
        out.println("      " + which.asText());
      }
    }
  }

  private void kills() {
    JsonNode kills = root.path("kills");
    if (kills.isEmpty()) {
      return;
    }
    long[] listening = new long[kills.size()];
    long exit = 0;
    int failed = 0;
    for (int i = 0; i < listening.length; i++) {
      listening[i] = kills.get(i).path("listening_ms").asLong();
      exit = Math.max(exit, kills.get(i).path("exit_ms").asLong());
      failed += kills.get(i).path("failed_starts").asInt();
    }
    java.util.Arrays.sort(listening);
    out.printf(
        "%n  %d kills by SIG%s: listening again after %d ms (median), %d ms (most); dead after %d ms"
            + " (most); %d starts failed in a fault%n",
        listening.length,
        root.path("run").path("signal").asText(),
        listening[listening.length / 2],
        listening[listening.length - 1],
        exit,
        failed);
  }

  private void phases() {
    out.printf(
        "%n  %-14s %8s %10s %12s %10s %10s%n",
        "phase", "seconds", "acks/s", "longest gap", "ack p50", "ack p99");
    root.path("phases")
        .properties()
        .forEach(
            field ->
                out.printf(
                    "  %-14s %8.1f %10.1f %9d ms %7.1f ms %7.1f ms%n",
                    field.getKey(),
                    field.getValue().path("seconds").asDouble(),
                    field.getValue().path("acknowledged_per_s").asDouble(),
                    field.getValue().path("longest_gap_ms").asLong(),
                    field.getValue().path("ack_p50_ms").asDouble(),
                    field.getValue().path("ack_p99_ms").asDouble()));
  }

  private void store() {
    out.println();
    if (root.has("store_requests")) {
      out.printf(
          "  store requests per acknowledged publish %.3f (%s)%n",
          root.path("store_requests_per_acknowledged").asDouble(), root.path("store_requests"));
    }
    JsonNode backlog = root.path("backlog");
    if (!backlog.isMissingNode()) {
      out.printf(
          "  backlog: %d of %d messages fetched in %d ms%n",
          backlog.path("delivered").asLong(),
          backlog.path("owed").asLong(),
          backlog.path("fetched_ms").asLong());
    }
    if (!root.path("also_seen").isEmpty()) {
      out.println("  also seen: " + root.path("also_seen"));
    }
  }

  private void goals() {
    root.path("goals")
        .properties()
        .forEach(
            field ->
                out.printf(
                    "  goal %-34s %10.2f  %s%n",
                    words(field.getKey()),
                    field.getValue().path("value").asDouble(),
                    field.getValue().path("met").asBoolean() ? "met" : "MISSED"));
  }

  private static String words(String key) {
    return key.replace('_', ' ');
  }
}
