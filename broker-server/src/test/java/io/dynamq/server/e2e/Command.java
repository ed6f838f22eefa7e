package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs programs and says where the checkout is. */
final class Command {
  private Command() {}

  /** What a program did. */
  record Result(int exit, String out, String err) {
    Result succeeded() {
      assertThat(exit).as("exit code; printed%n%s%n%s", out, err).isZero();
      return this;
    }
  }

  /** The folder that holds {@code bin/}. */
  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("bin/broker"))) {
      here = here.getParent();
      if (here == null) {
        throw new IllegalStateException("no bin/broker above the working directory");
      }
    }
    return here;
  }

  static Result run(String... command) {
    return run(new ProcessBuilder(List.of(command)));
  }

  static Result run(ProcessBuilder builder) {
    try {
      Path out = Files.createTempFile("out", ".txt");
      Path err = Files.createTempFile("err", ".txt");
      Process process =
          builder
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      boolean ended = process.waitFor(120, TimeUnit.SECONDS);
      process.destroyForcibly();
      assertThat(ended).as("%s ends", builder.command()).isTrue();
      Result result =
          new Result(
              process.exitValue(),
              Files.readString(out, StandardCharsets.UTF_8),
              Files.readString(err, StandardCharsets.UTF_8));
      Files.delete(out);
      Files.delete(err);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Skips the test, visibly, where a program is missing; under CI that is a failure. */
  static void require(String program) {
    require(program, run("sh", "-c", "command -v " + program).exit() == 0);
  }

  /** The same for a file that a package installs. */
  static void requireFile(String path) {
    require(path, Files.exists(Path.of(path)));
  }

  /** Skips the test if a Python has no such module; under CI it must. */
  static void requirePythonModule(String python, String module) {
    boolean found =
        Files.isExecutable(Path.of(python))
            && run(python, "-c", "import " + module).exit() == 0;
    require("Python's module " + module, found);
  }

  private static void require(String what, boolean found) {
    if ("true".equals(System.getenv("CI"))) {
      assertThat(found).as("under CI=true %s must be installed", what).isTrue();
    }
    Assumptions.assumeTrue(found, what + " is not installed");
  }
}
