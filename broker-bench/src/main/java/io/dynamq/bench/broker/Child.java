package io.dynamq.bench.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that listens on a loopback port, ended with this object. */
final class Child implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(180);
  private static final long POLL_MILLIS = 20;
  private static final long END_SECONDS = 30;

  private final Process process;
  private Duration startedIn;
  private Duration cpuOfStart;

  private Child(Process process) {
    this.process = process;
  }

  /** Starts it and waits until its port accepts; what it prints goes to a file. */
  static Child start(List<String> command, Map<String, String> environment, int port, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    try {
      long from = System.nanoTime();
      Child child = new Child(builder.start());
      child.awaitPort(port, log);
      child.startedIn = Duration.ofNanos(System.nanoTime() - from);
      child.cpuOfStart = child.cpu();
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void awaitPort(int port, Path log) throws InterruptedException {
    long from = System.nanoTime();
    while (!accepts(port)) {
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("did not start, see " + log);
      }
      if (System.nanoTime() - from > START_NANOS) {
        close();
        throw new IllegalStateException("does not listen on port " + port + ", see " + log);
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

  static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** From the command until its port accepted. */
  Duration startedIn() {
    return startedIn;
  }

  /** CPU time by then. */
  Duration cpuOfStart() {
    return cpuOfStart;
  }

  /** CPU time since its start. */
  Duration cpu() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
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
