package io.dynamq.server;

import io.dynamq.server.LaunchOptions.UsageException;
import io.dynamq.setting.InvalidSettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A start and a stop that nobody sees: a broker with the defaults in a temporary directory on free
 * ports of this machine only. {@code bin/broker} runs it once in the background and lets the JVM
 * keep the classes that it has loaded, so that later starts need not load them again.
 */
public final class Rehearsal {

  private Rehearsal() {}

  /**
   * Exits with 0 if the broker came up and went down.
   *
   * @param arguments none are taken
   */
  public static void main(String[] arguments) {
    int code;
    try {
      code = rehearse();
    } catch (Exception | Error e) {
      // Threads of what had started would keep the process for ever.
      e.printStackTrace();
      code = 1;
    }
    System.exit(code);
  }

  private static int rehearse()
      throws IOException, UsageException, InvalidSettingsException, StartFailure {
    Path directory = Files.createTempDirectory("dynamq-rehearsal");
    try {
      Path config = Files.write(directory.resolve("broker.conf"), settings());
      LaunchOptions options =
          LaunchOptions.parse(
              directory,
              Map.of(),
              "--config",
              config.toString(),
              "--data-dir",
              directory.resolve("data").toString());
      return Main.startAndStop(options);
    } finally {
      delete(directory);
    }
  }

  private static List<String> settings() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket mqtt = new ServerSocket(0, 1, loopback);
        ServerSocket store = new ServerSocket(0, 1, loopback);
        ServerSocket admin = new ServerSocket(0, 1, loopback)) {
      return List.of(
          "listener.tcp.external = 127.0.0.1:" + mqtt.getLocalPort(),
          "listener.ws.external = off",
          "backend.dynamo.pool1.server = http://127.0.0.1:" + store.getLocalPort(),
          "backend.dynamo.region = us-west-2",
          "backend.dynamo.pool1.aws_access_key_id = REHEARSAL",
          "backend.dynamo.pool1.aws_secret_access_key = REHEARSAL",
          "admin.listener = 127.0.0.1:" + admin.getLocalPort());
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
