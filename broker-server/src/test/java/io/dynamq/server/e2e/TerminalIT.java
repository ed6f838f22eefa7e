package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line where somebody sits at a terminal, which {@code script} plays. */
class TerminalIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path dataDirectory;
  private static BrokerProcess broker;

  @BeforeAll
  static void start() {
    Command.require("script");
    broker =
        new BrokerProcess(dataDirectory)
            .with("DYNAMQ_AUTH__ORDER", "file")
            .with("DYNAMQ_AUTH__FILE__USERS_FILE", dataDirectory.resolve("users").toString())
            .start();
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  /** A command at a terminal of its own. */
  private static final class Terminal implements AutoCloseable {
    private final Path printed;
    private final Process process;
    private final OutputStream keys;

    Terminal(String command) throws IOException {
      printed = Files.createTempFile(dataDirectory, "terminal", ".txt");
      // Who started the tests may have them ignore SIGINT, as shells do with what runs behind them.
      ProcessBuilder builder =
          new ProcessBuilder(
              "env", "--default-signal=INT", "script", "-q", "-e", "-f", "-c", Command.root().resolve("bin") + "/" + command,
              "/dev/null");
      builder.environment().put("DYNAMQ_DATA_DIR", dataDirectory.toString());
      builder.environment().put("DYNAMQ_SKIP_BUILD", "1");
      process =
          builder.redirectErrorStream(true).redirectOutput(printed.toFile()).start();
      keys = process.getOutputStream();
    }

    String screen() {
      try {
        return Files.readString(printed);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    void waitFor(String text) {
      await().atMost(SOON).until(() -> screen().contains(text));
    }

    void type(String text) throws IOException {
      keys.write(text.getBytes(StandardCharsets.UTF_8));
      keys.flush();
    }

    int exit() throws InterruptedException {
      assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).as(screen()).isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  void passwordsAreAskedForTwiceAndNotShown() throws Exception {
    try (Terminal terminal = new Terminal("emqx_ctl users add ann")) {
      terminal.waitFor("Password: ");
      terminal.type("hidden word\n");
      terminal.waitFor("Again: ");
      terminal.type("hidden word\n");
      assertThat(terminal.exit()).as(terminal.screen()).isZero();
      assertThat(terminal.screen()).contains("ok").doesNotContain("hidden");
    }
    assertThat(broker.ctl("users", "list").succeeded().out()).startsWith("User(ann, ");
  }

  @Test
  void twoDifferentPasswordsAreNone() throws Exception {
    try (Terminal terminal = new Terminal("emqx_ctl users add ben")) {
      terminal.waitFor("Password: ");
      terminal.type("one\n");
      terminal.waitFor("Again: ");
      terminal.type("two\n");
      assertThat(terminal.exit()).isEqualTo(1);
      assertThat(terminal.screen()).contains("Error: expected the same password twice");
    }
  }

  @Test
  void aDocumentIsNotWaitedForAtATerminal() throws Exception {
    try (Terminal terminal = new Terminal("emqx_ctl session import c1")) {
      assertThat(terminal.exit()).isEqualTo(1);
      assertThat(terminal.screen()).contains("expected a document on the standard input");
    }
  }

  @Test
  void aWatchedCommandClearsTheScreenUntilItIsInterrupted() throws Exception {
    try (Terminal terminal = new Terminal("emqx_ctl broker stats --watch=1")) {
      terminal.waitFor("\u001b[H\u001b[2JEvery 1s: emqx_ctl broker stats --watch=1");
      terminal.waitFor("connections.count             : 0");
      terminal.type("\u0003");
      assertThat(terminal.exit()).isEqualTo(130);
    }
  }
}
