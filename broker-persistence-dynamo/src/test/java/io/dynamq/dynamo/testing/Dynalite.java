package io.dynamq.dynamo.testing;

import static org.assertj.core.api.Assertions.fail;

import io.dynamq.testkit.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** An independent implementation from npm, in memory, one process for all tests of a JVM. */
public final class Dynalite {
  private static final Path PREFIX = Path.of("target", "npm");
  private static URI endpoint;

  private Dynalite() {}

  /** Starts it on first use; skips the test, or fails it where CI=true, if npm is missing. */
  public static synchronized URI endpoint() {
    if (endpoint == null) {
      try {
        endpoint = start();
      } catch (IOException e) {
        throw new AssertionError("cannot start dynalite", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while starting dynalite", e);
      }
    }
    return endpoint;
  }

  private static URI start() throws IOException, InterruptedException {
    int port = FreePort.next();
    Process process =
        new ProcessBuilder(
                program(), "--host", "127.0.0.1", "--port", "" + port, "--createTableMs", "0")
            .redirectErrorStream(true)
            .redirectOutput(new File("target", "dynalite.log"))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> accepts(port));
    return URI.create("http://127.0.0.1:" + port);
  }

  private static String program() throws IOException, InterruptedException {
    Path installed = PREFIX.resolve(Path.of("node_modules", ".bin", "dynalite"));
    if (!Files.isExecutable(installed)) {
      require(isOnPath("npm"), "npm is not installed");
      Files.createDirectories(PREFIX);
      Process npm =
          new ProcessBuilder("npm", "install", "--prefix", PREFIX.toString(), "dynalite@4.0.0")
              .redirectErrorStream(true)
              .redirectOutput(new File("target", "npm.log"))
              .start();
      boolean ended = npm.waitFor(3, TimeUnit.MINUTES);
      require(ended && npm.exitValue() == 0, "npm could not install dynalite");
    }
    return installed.toAbsolutePath().toString();
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition && "true".equals(System.getenv("CI"))) {
      fail(otherwise + ", and must be where CI=true");
    }
    Assumptions.assumeTrue(condition, otherwise);
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
