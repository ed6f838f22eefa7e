package io.dynamq.bench.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One run of the load generator against one broker. */
final class LoadRun {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WARMUP_SECONDS = "2";

  private final Options options;

  LoadRun(Options options) {
    this.options = options;
  }

  /** Over plain TCP. */
  JsonNode measure(Workload workload, Target target) throws IOException, InterruptedException {
    return measure(workload, target, target.port());
  }

  /**
   * @param port where the generator connects to
   * @return what the generator found; it checks delivery, so its word {@code ok} counts too, which is
   *     missing if it could not even connect
   */
  JsonNode measure(Workload workload, Target target, int port)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                options.load().toString(),
                "--port", String.valueOf(port),
                "--pid", String.valueOf(target.broker().pid()),
                "--warmup", WARMUP_SECONDS,
                "--duration", String.valueOf(options.seconds()),
                "--drain", "30",
                "--conc", "10",
                "--label", target.name() + " " + workload.name()));
    command.addAll(workload.arguments());
    Path said = Files.createTempFile("mqttload", ".log");
    Process process = new ProcessBuilder(command).redirectError(said.toFile()).start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int status = process.waitFor();
    String complaint = Files.readString(said).strip();
    Files.delete(said);
    if (answer.isEmpty()) {
      return JSON.createObjectNode().put("error", "exit code " + status + ": " + complaint);
    }
    return JSON.readTree(answer);
  }
}
