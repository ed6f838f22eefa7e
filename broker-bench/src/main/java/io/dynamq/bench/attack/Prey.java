package io.dynamq.bench.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A broker as shipped in a process of its own, with little memory, that is watched from outside. */
public final class Prey implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final long END_SECONDS = 30;
  private static final Pattern TROUBLE =
      Pattern.compile(" ERROR |OutOfMemoryError|LEAK|^\\s+at io\\.dynamq\\.");

  private final Process process;
  private final Path home;
  private final Path log;
  private final int tcpPort;
  private final int webSocketPort;
  private final int adminPort;
  private final Path data;

  /**
   * Starts it, in a new directory below the system's temporary one, and waits until it listens.
   *
   * @param home of the checkout, where it has been built
   * @param settings further variables of the environment
   */
  public Prey(Path home, String memory, Map<String, String> settings) throws IOException {
    this.home = home;
    tcpPort = freePort();
    webSocketPort = freePort();
    adminPort = freePort();
    data = Files.createTempDirectory("broker-prey");
    log = data.resolve("console.log");
    List<String> command =
        List.of(home.resolve("bin/broker").toString(), "foreground", "--data-dir", data.toString());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    Map<String, String> all = new HashMap<>();
    all.put("DYNAMQ_LISTENER__TCP__EXTERNAL", "127.0.0.1:" + tcpPort);
    all.put("DYNAMQ_LISTENER__WS__EXTERNAL", "127.0.0.1:" + webSocketPort);
    all.put("DYNAMQ_BACKEND__DYNAMO__POOL1__SERVER", "http://127.0.0.1:" + freePort());
    all.put("DYNAMQ_ADMIN__LISTENER", "127.0.0.1:" + adminPort);
    all.put("DYNAMQ_SKIP_BUILD", "1");
    all.put("DYNAMQ_JVM_OPTS", "-Xmx" + memory);
    all.putAll(settings);
    builder.environment().putAll(all);
    process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    awaitPort(tcpPort);
    awaitPort(webSocketPort);
  }

  private void awaitPort(int port) throws IOException {
    long from = System.nanoTime();
    while (!accepts(port)) {
      try {
        if (process.waitFor(50, TimeUnit.MILLISECONDS)
            || System.nanoTime() - from > START_NANOS) {
          close();
          throw new IOException("the broker does not listen on " + port + ", see " + log);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int tcpPort() {
    return tcpPort;
  }

  public int webSocketPort() {
    return webSocketPort;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** CPU time since its start. */
  public Duration cpu() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Resident memory. */
  public long residentMegabytes() {
    return kilobytes("VmRSS:") / 1_024;
  }

  /** The most that was resident so far. */
  public long peakMegabytes() {
    return kilobytes("VmHWM:") / 1_024;
  }

  private long kilobytes(String field) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What its log has that no client may bring about. */
  public List<String> trouble() {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> TROUBLE.matcher(line).find()).limit(50).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a command of bin/broker_ctl answers. */
  public String ask(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/broker_ctl").toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DYNAMQ_DATA_DIR", data.toString());
    builder.environment().put("DYNAMQ_SKIP_BUILD", "1");
    Process asked = builder.start();
    return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  public Path log() {
    return log;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
