package io.dynamq.server.admin;

import io.dynamq.control.HealthView;
import io.dynamq.control.ListenerView;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commands about the broker as a whole. */
final class BrokerActions {
  private static final DateTimeFormatter DATETIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());
  private static final String[] UNITS = {"days", "hours", "minutes", "seconds"};
  private static final long[] SECONDS = {86_400, 3_600, 60, 1};

  private final Operations operations;

  BrokerActions(Operations operations) {
    this.operations = operations;
  }

  Answer status() {
    String node = operations.control().node();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("node", node);
    json.put("version", operations.version());
    json.put("status", "started");
    HealthView health = operations.control().health();
    json.put("health", word(health));
    List<String> lines = new ArrayList<>();
    lines.add("Node '" + node + "' " + operations.version() + " is started");
    if (!health.up()) {
      json.put("since", since(health));
      json.put("reason", health.reason());
      lines.add(line(health));
    }
    return new Answer(json, lines);
  }

  /** For probes: 503 while degraded, so that a load balancer looks elsewhere. */
  Answer health() {
    HealthView health = operations.control().health();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("health", word(health));
    json.put("since", since(health));
    json.put("reason", health.reason());
    return new Answer(json, List.of(line(health)), health.up() ? Answer.OK : Answer.UNAVAILABLE);
  }

  Answer reload() throws Refusal {
    Reload.Report report = operations.reload().run();
    if (!report.complete()) {
      throw new Refusal(Refusal.CONFLICT, String.join("\n", report.lines()));
    }
    return new Answer(Map.of("lines", report.lines()), report.lines());
  }

  /** Whether the process answers; says nothing of the store, which no restart of it mends. */
  Answer ping() {
    return new Answer(Map.of("status", "ok"), List.of("pong"));
  }

  /** Whether a load balancer should send clients here. */
  Answer ready() {
    HealthView health = operations.control().health();
    List<ListenerView> listeners = operations.control().listeners();
    String missing =
        listeners.isEmpty() || !listeners.stream().allMatch(ListenerView::running)
            ? "no client can connect"
            : health.reason();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("ready", missing.isEmpty());
    json.put("reason", missing);
    return missing.isEmpty()
        ? new Answer(json, List.of("ready"))
        : new Answer(json, List.of("not ready: " + missing), Answer.UNAVAILABLE);
  }

  private static String word(HealthView health) {
    return health.up() ? "UP" : "DEGRADED";
  }

  private static String line(HealthView health) {
    String line = word(health) + " since " + since(health);
    return health.up() ? line : line + ": " + health.reason();
  }

  private static String since(HealthView health) {
    return Instant.ofEpochMilli(health.sinceMillis()).toString();
  }

  Answer broker() {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("sysdescr", "DynaMQ");
    info.put("version", operations.version());
    info.put("uptime", uptime());
    info.put("datetime", DATETIME.format(Instant.ofEpochMilli(operations.time().epochMillis())));
    return new Answer(
        info,
        info.entrySet().stream()
            .map(entry -> "%-10s: %s".formatted(entry.getKey(), entry.getValue()))
            .toList());
  }

  Answer numbers(Map<String, Long> numbers) {
    return new Answer(
        numbers,
        numbers.entrySet().stream()
            .map(entry -> "%-30s: %d".formatted(entry.getKey(), entry.getValue()))
            .toList());
  }

  /** EMQX's form: units that are zero are left out from the left. */
  private String uptime() {
    long rest = (operations.time().epochMillis() - operations.startedAtMillis()) / 1_000;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < UNITS.length; i++) {
      long count = rest / SECONDS[i];
      rest %= SECONDS[i];
      if (count > 0 || !text.isEmpty() || i == UNITS.length - 1) {
        text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(UNITS[i]);
      }
    }
    return text.toString();
  }
}
