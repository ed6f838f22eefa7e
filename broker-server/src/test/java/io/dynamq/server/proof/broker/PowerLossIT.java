package io.dynamq.server.proof.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only what a process forced to the disk is left of its files. */
class PowerLossIT {
  private static final Path CC = Path.of("/usr/bin/cc");

  @TempDir Path directory;

  @Test
  void whatWasNotForcedIsGoneAndTheRestStays() throws Exception {
    assumeTrue(Files.exists(CC) || System.getenv("CI") != null, "needs cc");
    Path data = Files.createDirectories(directory.resolve("data"));
    PowerLoss power = PowerLoss.prepare(directory, data, 1);
    // dd forces what it wrote with conv=fsync; the shell's appending afterwards is not forced.
    String script =
        "dd if=/dev/zero of=forced bs=1000 count=3 conv=fsync 2>/dev/null\n"
            + "cp forced both; dd if=/dev/zero of=both bs=1000 count=2 conv=fsync 2>/dev/null\n"
            + "head -c 500 /dev/zero >>both\n"
            + "head -c 700 /dev/zero >never\n";
    ProcessBuilder shell = new ProcessBuilder(List.of("sh", "-ec", script)).directory(data.toFile());
    shell.environment().putAll(power.environment());
    Process process = shell.start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();

    power.strike();

    assertThat(data.resolve("forced")).hasSize(3_000);
    assertThat(Files.size(data.resolve("both"))).isBetween(2_000L, 2_499L);
    assertThat(Files.size(data.resolve("never"))).isLessThan(700);
  }
}
