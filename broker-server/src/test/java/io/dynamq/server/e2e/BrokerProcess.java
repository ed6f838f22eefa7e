package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One {@code bin/broker} with its own ports and data directory. */
final class BrokerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Path dataDirectory;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final int mqttPort = freePort();
  private final int adminPort = freePort();
  private final int storePort;
  private Path config;
  private Process process;
  private int starts;

  /** Over an embedded store of its own. */
  BrokerProcess(Path dataDirectory) {
    this(dataDirectory, freePort(), true);
  }

  private BrokerProcess(Path dataDirectory, int storePort, boolean embedded) {
    this.dataDirectory = dataDirectory;
    this.storePort = storePort;
    with("DYNAMQ_LISTENER__TCP__EXTERNAL", "127.0.0.1:" + mqttPort);
    with("DYNAMQ_LISTENER__WS__EXTERNAL", "off");
    with("DYNAMQ_BACKEND__DYNAMO__POOL1__SERVER", store().toString());
    with("DYNAMQ_BACKEND__DYNAMO__EMBEDDED", embedded ? "on" : "off");
    with("DYNAMQ_ADMIN__LISTENER", "127.0.0.1:" + adminPort);
    with("DYNAMQ_SKIP_BUILD", "1");
    with("DYNAMQ_JVM_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1");
  }

  /** Over a store that someone else runs. */
  static BrokerProcess on(Path dataDirectory, int storePort) {
    return new BrokerProcess(dataDirectory, storePort, false);
  }

  BrokerProcess with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** With a configuration of its own, whose includes are beside it. */
  BrokerProcess configuredBy(Path file) {
    config = file;
    return this;
  }

  static int freePort() {
    return FreePort.next();
  }

  int mqttPort() {
    return mqttPort;
  }

  int adminPort() {
    return adminPort;
  }

  int storePort() {
    return storePort;
  }

  URI store() {
    return URI.create("http://127.0.0.1:" + storePort);
  }

  Path dataDirectory() {
    return dataDirectory;
  }

  /** Starts in the foreground and waits until MQTT connections are taken. */
  BrokerProcess start() {
    starts++;
    try {
      Files.createDirectories(dataDirectory);
      process =
          builder(command("foreground"))
              .redirectErrorStream(true)
              .redirectOutput(log().toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> accepts() || !process.isAlive());
    assertThat(process.isAlive()).as("broker runs; it printed:%n%s", output()).isTrue();
    return this;
  }

  private List<String> command(String word) {
    List<String> command = new ArrayList<>(List.of("bin/broker", word));
    command.addAll(List.of("--data-dir", dataDirectory.toString()));
    if (config != null) {
      command.addAll(List.of("--config", config.toString()));
    }
    return command;
  }

  /** {@code bin/broker} with another word than foreground, until it ends by itself. */
  Command.Result broker(String word) {
    return Command.run(builder(command(word)));
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", mqttPort), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What this start printed. */
  String output() {
    try {
      return Files.exists(log()) ? Files.readString(log()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return dataDirectory.resolve("start-" + starts + ".out");
  }

  long pid() {
    return process.pid();
  }

  /** SIGTERM, and waits for the end. */
  int stop() {
    process.destroy();
    return awaitExit();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  private int awaitExit() {
    try {
      assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("broker ends").isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs {@code bin/emqx_ctl} against this broker. */
  Command.Result ctl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("bin/emqx_ctl"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--data-dir", dataDirectory.toString()));
    return Command.run(builder(command));
  }

  /** Runs any program of the distribution with this broker's environment. */
  Command.Result run(String... command) {
    return Command.run(builder(List.of(command)));
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(Command.root().toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("DYNAMQ_"));
    builder.environment().putAll(environment);
    return builder;
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      kill();
    }
  }
}
