package io.dynamq.server.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProofArgumentsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return ProofMain.run(
        Path.of("/nowhere"),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }

  @ParameterizedTest
  @CsvSource({
    "proof, expected: proof run",
    "proof run --mode disk, '--mode is memory, wal or store'",
    "proof run --fsync sometimes, '--fsync is always, interval or never'",
    "proof run --signal INT, --signal is KILL or TERM",
    "proof run --faults rain, there is no fault rain",
    "proof run --kill-every 4, expected a duration such as 4s",
    "proof run --kill-command true, --kill-command and --start-command need --target",
    "proof run --target here, 'expected host:port, not here'",
    "proof run --target here:1883 --power-loss, are for a broker that is started here",
    "proof run --target here:1883 --set a=b, are for a broker that is started here",
    "proof run --target here:1883 --kills 3, '--start-command, --kills and --kill-every need'",
    "proof run --target here:1883 --faults all, '--faults needs --store'",
    "proof run --target here:1883 --fault-calm 1s, 'need --store, which the target reaches by'",
    "proof run --store https://there, '--store is http://host:port, not https://there'",
    "proof run --publishers 0, there must be publishers",
    "proof run --unheard-of, --unheard-of"
  })
  void aMistakeIsOneLineAndExitCode2(String arguments, String expected) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(expected).hasLineCount(2);
    assertThat(out.size()).isZero();
  }

  @Test
  void aTargetThatDoesNotListenIsOneLineAndExitCode1() {
    assertThat(run("proof", "run", "--target", "127.0.0.1:1", "--seconds", "1")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("Error: nobody listens at 127.0.0.1:1" + System.lineSeparator());
  }

  @Test
  void helpNamesEveryOptionAndIsNoMistake() {
    assertThat(run("proof", "run", "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("Usage: bin/broker_ctl proof run [options]")
        .contains("--power-loss", "--lose-data-directory", "--kill-every", "--faults", "--seed");
  }
}
