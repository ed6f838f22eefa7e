package io.dynamq.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.server.admin.Commands;
import io.dynamq.server.config.ConfigSources;
import io.dynamq.server.ctl.Response;
import io.dynamq.server.ctl.Target;
import io.dynamq.store.Provisioning.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a broker that runs says of itself: how it is, which alarms hold, what was throttled. */
final class RunningBroker {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String SUBJECT = "broker";

  private final ConfigSources sources;

  RunningBroker(ConfigSources sources) {
    this.sources = sources;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    try {
      JsonNode health = ask("health");
      findings.add(
          health.path("health").asText().equals("UP")
              ? Finding.good(SUBJECT, "runs")
              : Finding.fault(
                  SUBJECT,
                  "runs, DEGRADED since " + health.path("since").asText() + ": "
                      + health.path("reason").asText(),
                  "see docs/troubleshooting.md#degraded"));
      for (JsonNode alarm : ask("alarms list")) {
        findings.add(
            Finding.hint(
                "alarm " + alarm.path("name").asText(),
                alarm.path("message").asText(),
                "see docs/alarms.md"));
      }
      throttled(ask("broker stats"), findings);
    } catch (IOException e) {
      findings.add(
          Finding.fault(
              SUBJECT,
              "runs, but cannot be asked: " + e.getMessage(),
              "run the doctor as the broker's user, with its --data-dir"));
    }
    return findings;
  }

  private static void throttled(JsonNode stats, List<Finding> findings) {
    long count = 0;
    for (Map.Entry<String, JsonNode> one : stats.properties()) {
      count += one.getKey().contains(".throttled.") ? one.getValue().asLong() : 0;
    }
    findings.add(
        count == 0
            ? Finding.good("throttling", "none since the start")
            : Finding.hint(
                "throttling",
                count + " writes since the start",
                "bin/broker_ctl hot shows the partitions; a table with provisioned units may need more"));
  }

  private JsonNode ask(String command) throws IOException {
    Response answer =
        Target.of(sources.dataDirectory(), sources.environment())
            .ask(
                Commands.find(List.of(command.split(" ")), 0).orElseThrow(),
                new Target.Given(List.of(), Map.of()),
                null,
                true);
    return MAPPER.readTree(answer.body());
  }
}
