package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Executes every command of the guides, in their order, against a broker that has just started, and
 * compares what it prints with what the page shows: {@code ...} is any text, alone on a line any
 * lines.
 */
class GuideIT {
  private static final String EXIT = "\\(exit code (\\d+)\\)";

  @TempDir Path data;

  /** A command, what it shall print, and its exit code. */
  private record Shown(String command, List<String> output, int exit) {}

  static List<String> pages() {
    return List.of(
        "getting-started.md",
        "operations.md",
        "migration.md",
        "troubleshooting.md",
        "http-api.md",
        "traces.md");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandDoesWhatThePageShows(String page) throws IOException {
    Command.require("mosquitto_pub");
    Command.require("aws");
    SoftAssertions all = new SoftAssertions();
    try (BrokerProcess broker = new BrokerProcess(data).start()) {
      for (Shown shown : commands(Command.root().resolve("docs").resolve(page))) {
        Command.Result result = broker.run("sh", "-c", here(shown.command, broker));
        String printed = lines(result.out() + result.err());
        all.assertThat(result.exit())
            .as("%s%nprinted%n%s", shown.command, printed)
            .isEqualTo(shown.exit);
        all.assertThat(printed).as(shown.command).matches(pattern(shown.output));
      }
    }
    all.assertAll();
  }

  @Test
  void everyConsoleBlockIsRead() throws IOException {
    for (String page : pages()) {
      assertThat(commands(Command.root().resolve("docs").resolve(page)).size()).isGreaterThan(2);
    }
  }

  private static List<Shown> commands(Path page) throws IOException {
    List<Shown> commands = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(page)) {
      if (line.startsWith("```")) {
        inside = line.equals("```console");
      } else if (inside && line.startsWith("$ ")) {
        commands.add(new Shown(line.substring(2), new ArrayList<>(), 0));
      } else if (inside && line.matches(EXIT)) {
        Shown last = commands.remove(commands.size() - 1);
        int exit = Integer.parseInt(line.replaceAll(EXIT, "$1"));
        commands.add(new Shown(last.command, last.output, exit));
      } else if (inside) {
        commands.get(commands.size() - 1).output.add(line);
      }
    }
    return commands;
  }

  /** Some programs, such as curl, do not end their last line. */
  private static String lines(String printed) {
    return printed.isEmpty() || printed.endsWith("\n") ? printed : printed + "\n";
  }

  /** With this broker's ports and directory in place of the usual ones. */
  private String here(String command, BrokerProcess broker) {
    // The commands find the broker by its data directory, as an operator's do.
    return "unset DYNAMQ_ADMIN__LISTENER; export DYNAMQ_DATA_DIR=" + data + "; "
        + command
            .replace("-p 1883", "-p " + broker.mqttPort())
            .replace("http://127.0.0.1:8000", broker.store().toString())
            .replace("http://127.0.0.1:8081", "http://127.0.0.1:" + broker.adminPort())
            .replace("data/", data + "/");
  }

  private static Pattern pattern(List<String> output) {
    String expression =
        output.stream()
            .map(
                line ->
                    line.equals("...")
                        ? "(?:.*\\n)*?"
                        : Pattern.quote(line).replace("...", "\\E.*\\Q") + "\\n")
            .collect(Collectors.joining());
    return Pattern.compile(expression);
  }
}
