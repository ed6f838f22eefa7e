package io.dynamq.server.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short proof in each build, and proofs of brokers that keep less than is asked of them, which must
 * be noticed. {@code -Ddynamq.kills=50} makes it long, {@code -Ddynamq.seed=…} chooses the run.
 */
class ProofIT {
  private static final String KILLS = System.getProperty("dynamq.kills", "2");
  private static final String SEED = System.getProperty("dynamq.seed", "7");
  private static final Path HOME = Path.of("").toAbsolutePath().getParent();

  @TempDir Path directory;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private int prove(String... more) {
    List<String> arguments = new ArrayList<>(List.of("proof", "run", "--seed", SEED));
    arguments.addAll(List.of("--json", directory.resolve("report.json").toString()));
    arguments.addAll(List.of(more));
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return ProofMain.run(HOME, out, out, arguments.toArray(String[]::new));
  }

  private String words() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(directory.resolve("report.json").toFile());
  }

  @Test
  void walSurvivesKillsInFaultsOfTheStore() throws IOException {
    int code =
        prove(
            "--kills", KILLS, "--kill-every", "3s", "--faults", "refusal,ambiguous",
            "--fault-calm", "2s", "--fault-length", "2s");

    assertThat(code).as(words()).isZero();
    assertThat(report().path("promise_kept").asBoolean()).isTrue();
    assertThat(report().path("traffic").path("acknowledged").asInt()).isPositive();
    assertThat(report().path("kills")).hasSize(Integer.parseInt(KILLS));
    assertThat(words()).contains("The promise was kept.");
  }

  @Test
  void storeSurvivesTheLossOfTheMachine() {
    int code =
        prove(
            "--mode", "store", "--lose-data-directory", "--subscribers", "3", "--kills", KILLS,
            "--kill-every", "3s", "--faults", "none");

    assertThat(code).as(words()).isZero();
  }

  @Test
  void whatIsLostIsNoticedAndNamed() throws IOException {
    // A broker that forgets two seconds, asked for the promise of one that forgets nothing.
    int code =
        prove(
            "--mode", "wal", "--set", "durability.ack_after=memory", "--set",
            "persistence.hold=2s", "--kills", "1", "--kill-every", "3s", "--faults", "none",
            "--drain", "1s");

    assertThat(code).as(words()).isOne();
    JsonNode lost = report().path("found").path("lost");
    assertThat(lost.path("broken").asInt()).as(words()).isPositive();
    assertThat(lost.path("which").get(0).asText()).matches("proof-.* never got p\\d#\\d+ .*");
    assertThat(words()).contains("THE PROMISE WAS BROKEN. Repeat with --seed " + SEED);
  }
}
