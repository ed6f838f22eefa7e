package io.dynamq.dynamodb.probe;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The probes against dynalite, an independent implementation.
 *
 * <p>They keep the embedded store honest: a probe that only our own store passes proves little.
 */
class DynaliteIT extends DynamoDbProbe {

  private static final Path PREFIX = Path.of("target", "npm");
  private Process process;

  @Override
  protected URI open() throws Exception {
    String program = program();
    int port = freePort();
    process =
        new ProcessBuilder(
                program, "--host", "127.0.0.1", "--port", "" + port, "--createTableMs", "0", "--deleteTableMs", "0")
            .redirectErrorStream(true)
            .redirectOutput(new File("target", "dynalite.log"))
            .start();
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> Ports.accepts(port));
    return endpoint;
  }

  @Override
  protected void shut() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Override
  protected String storeName() {
    return "dynalite";
  }

  private static String program() throws Exception {
    String given = System.getProperty("dynalite", System.getenv("DYNALITE"));
    if (given != null) {
      return given;
    }
    Path installed = PREFIX.resolve(Path.of("node_modules", ".bin", "dynalite"));
    if (!Files.isExecutable(installed)) {
      Tools.require("npm");
      install();
    }
    return installed.toAbsolutePath().toString();
  }

  private static void install() throws IOException, InterruptedException {
    Files.createDirectories(PREFIX);
    Process npm =
        new ProcessBuilder(
                List.of("npm", "install", "--prefix", PREFIX.toString(), "dynalite@4.0.0"))
            .redirectErrorStream(true)
            .redirectOutput(new File("target", "npm.log"))
            .start();
    boolean ended = npm.waitFor(3, TimeUnit.MINUTES);
    Tools.requireThat(ended && npm.exitValue() == 0, "npm could not install dynalite");
  }

  // Dynalite takes port 0 for its default port.
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
