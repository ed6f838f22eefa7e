package io.dynamq.bench.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Other brokers to stand beside ours, each for anonymous clients and without a bound of its queues. */
final class Peers {
  static final String MOSQUITTO = "mosquitto";
  static final String MOSQUITTO_FILES = "mosquitto-files";
  static final String HIVEMQ_MEMORY = "hivemq-memory";
  static final String HIVEMQ_FILES = "hivemq-files";

  private static final String JAVA = Path.of(System.getProperty("java.home"), "bin/java").toString();

  /** What it keeps is written once a second; by itself it would be every half hour. */
  private static final String SAVES =
      """
      persistence true
      persistence_location %s/
      autosave_interval 1
      """;

  private Peers() {}

  /**
   * In memory.
   *
   * @param listeners lines of configuration for more of them
   */
  static Target mosquitto(Path program, Path scratch, String listeners) {
    return mosquitto(MOSQUITTO, program, scratch, listeners);
  }

  /** With a file for what it keeps. */
  static Target mosquittoWithFiles(Path program, Path scratch, String listeners) {
    Path data = made(scratch.resolve("mosquitto-data"));
    return mosquitto(MOSQUITTO_FILES, program, scratch, SAVES.formatted(data) + listeners);
  }

  private static Target mosquitto(String name, Path program, Path scratch, String lines) {
    int port = Child.freePort();
    Path config = scratch.resolve(name + ".conf");
    try {
      Files.writeString(
          config,
          """
          listener %d 127.0.0.1
          %s
          allow_anonymous true
          max_queued_messages 0
          log_type error
          user %s
          """
              .formatted(port, lines, System.getProperty("user.name")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = List.of(program.toString(), "-c", config.toString());
    Child child = Child.start(command, Map.of(), port, scratch.resolve(name + ".log"));
    return new Target(name, port, child, null, 0);
  }

  /**
   * HiveMQ's community edition; {@code broker-bench/run} has fetched it.
   *
   * @param mode of its persistence, {@code in-memory} or {@code file}
   */
  static Target hivemq(String name, Path home, Path scratch, String mode) {
    int port = Child.freePort();
    Path peer = home.resolve("broker-bench/peers/hivemq");
    List<String> command =
        List.of(
            JAVA, "-cp", peer.resolve("target/lib") + "/*",
            peer.resolve("HivemqPeer.java").toString(), String.valueOf(port),
            made(scratch.resolve(name)).toString(), mode);
    Child child = Child.start(command, Map.of(), port, scratch.resolve(name + ".log"));
    return new Target(name, port, child, null, 0);
  }

  private static Path made(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
