package io.dynamq.bench.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * What the command line asked for.
 *
 * @param only which workloads, by a part of their names
 * @param seconds measured in each run
 */
record Options(
    Path home, Path load, List<String> targets, Pattern only, int runs, int seconds, Path results) {
  static final String HELP =
      """
      Usage: broker-bench/run [options]
        --load FILE       the load generator (MQTTLOAD of the environment, else mqttload in PATH)
        --targets LIST    of dynamq,relay,mosquitto,mosquitto-files,hivemq-memory,hivemq-files;
                          default the first three as far as this machine has them
        --only REGEX      workloads whose name has a match
        --runs N          each is run so often, medians are shown (3)
        --seconds S       measured in each run (4)
        --results FILE    every answer of the load generator is appended here
        --list            the workloads
        --help            this
      """;

  static Options parse(Path home, String... words) {
    Path load = onPath("MQTTLOAD", "mqttload");
    List<String> targets = List.of(Target.OURS, Target.RELAY, Peers.MOSQUITTO);
    Pattern only = Pattern.compile("");
    int runs = 3;
    int seconds = 4;
    Path results = null;
    Deque<String> rest = new ArrayDeque<>(List.of(words));
    while (!rest.isEmpty()) {
      String option = rest.remove();
      if (rest.isEmpty()) {
        throw new IllegalArgumentException(option + " is unknown or needs a value");
      }
      String value = rest.remove();
      switch (option) {
        case "--load" -> load = Path.of(value);
        case "--targets" -> targets = List.of(value.split(","));
        case "--only" -> only = pattern(value);
        case "--runs" -> runs = positive(option, value);
        case "--seconds" -> seconds = positive(option, value);
        case "--results" -> results = Path.of(value);
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    if (load == null || !Files.isExecutable(load)) {
      throw new IllegalArgumentException("no load generator; give one with --load or MQTTLOAD");
    }
    return new Options(home, load, targets, only, runs, seconds, results);
  }

  /** A program that the environment names or that is in PATH; null if there is none. */
  static Path onPath(String variable, String program) {
    String named = System.getenv(variable);
    if (named != null) {
      return Path.of(named);
    }
    return Stream.of((System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin").split(":"))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("--only needs a regular expression, not " + text, e);
    }
  }

  private static int positive(String option, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with what is wrong otherwise.
    }
    throw new IllegalArgumentException(option + " needs a number above 0, not " + text);
  }
}
