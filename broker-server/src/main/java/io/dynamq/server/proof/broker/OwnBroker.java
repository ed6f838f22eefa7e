package io.dynamq.server.proof.broker;

import io.dynamq.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A broker of this installation in a directory of its own, on ports of its own. */
public final class OwnBroker implements BrokerUnderProof {
  private static final int LAST_LINES = 15;
  private static final long END_SECONDS = 60;

  private final Setup setup;
  private final Time time;
  private final Path data;
  private final Path output;
  private final PowerLoss power;
  private final Map<String, String> environment = new TreeMap<>();
  private final InetSocketAddress address;
  private Process process;

  /**
   * How it is run.
   *
   * @param home of the installation
   * @param directory where its data and output go
   * @param settings configuration, by key
   * @param term SIGTERM instead of SIGKILL
   * @param powerLoss whether a kill throws away what was not forced to the disk
   * @param loseData whether a kill throws away the data directory
   * @param seed of what a power loss leaves
   */
  public record Setup(
      Path home,
      Path directory,
      Map<String, String> settings,
      boolean term,
      boolean powerLoss,
      boolean loseData,
      long seed) {}

  /** Nothing is started yet. */
  public OwnBroker(Setup setup, Time time) throws IOException {
    this.setup = setup;
    this.time = time;
    data = setup.directory().resolve("data");
    output = setup.directory().resolve("broker.out");
    power = setup.powerLoss() ? PowerLoss.prepare(setup.directory(), data, setup.seed()) : null;
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
    setup.settings().forEach((key, value) -> environment.put(variable(key), value));
    environment.put(variable("listener.tcp.external"), "127.0.0.1:" + address.getPort());
    environment.put(variable("listener.ws.external"), "off");
    environment.put(variable("admin.listener"), "127.0.0.1:" + freePort());
    environment.put("DYNAMQ_SKIP_BUILD", "1");
    String options = System.getenv("DYNAMQ_JVM_OPTS");
    if (options != null) {
      environment.put("DYNAMQ_JVM_OPTS", options);
    }
    if (power != null) {
      environment.putAll(power.environment());
    }
  }

  private static String variable(String key) {
    return "DYNAMQ_" + key.toUpperCase(java.util.Locale.ROOT).replace(".", "__");
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public boolean canBeKilled() {
    return true;
  }

  @Override
  public void start() throws IOException {
    Files.createDirectories(data);
    ProcessBuilder builder =
        new ProcessBuilder(
                setup.home().resolve("bin/broker").toString(),
                "foreground",
                "--data-dir",
                data.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("DYNAMQ_"));
    builder.environment().putAll(environment);
    process = builder.start();
  }

  @Override
  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  @Override
  public long kill() throws IOException, InterruptedException {
    long from = time.nanos();
    end(setup.term());
    final long millis = TimeUnit.NANOSECONDS.toMillis(time.nanos() - from);
    if (power != null) {
      power.strike();
    }
    if (setup.loseData()) {
      deleteTree(data);
    }
    return millis;
  }

  private void end(boolean gently) throws IOException, InterruptedException {
    if (process == null) {
      return;
    }
    if (gently) {
      process.destroy();
    } else {
      process.destroyForcibly();
    }
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("the broker did not end within " + END_SECONDS + " s");
    }
  }

  @Override
  public String lastWords() {
    try {
      if (!Files.exists(output)) {
        return "";
      }
      List<String> lines = Files.readAllLines(output);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "its output cannot be read: " + e.getMessage();
    }
  }

  @Override
  public void close() {
    try {
      end(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Deletes a directory with everything in it. */
  public static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
