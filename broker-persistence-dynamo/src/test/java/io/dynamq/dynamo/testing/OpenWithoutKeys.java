package io.dynamq.dynamo.testing;

import io.dynamq.observe.Meters;
import io.dynamq.store.StorageException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Opens a storage without keys in a JVM that finds none elsewhere either, whatever this machine and
 * the environment of its tests hold.
 */
public final class OpenWithoutKeys {

  private OpenWithoutKeys() {}

  /** What the attempt says. */
  public static String inOwnJvm(URI endpoint, String prefix, Path emptyHome)
      throws IOException, InterruptedException {
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Duser.home=" + emptyHome,
            "-cp",
            System.getProperty("java.class.path"),
            OpenWithoutKeys.class.getName(),
            endpoint.toString(),
            prefix);
    Map<String, String> environment = command.environment();
    environment.keySet().removeIf(name -> name.startsWith("AWS_"));
    environment.put("HOME", emptyHome.toString());
    // Machines at AWS have a service that hands out credentials.
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    Process process = command.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  /** The child: endpoint and table prefix. */
  public static void main(String[] args) throws Exception {
    try {
      Stores.open(
              "a",
              List.of(
                  Stores.setting("backend.dynamo.pool1.server", args[0]),
                  Stores.setting("persistence.dynamo.table_prefix", args[1])),
              new Meters())
          .close();
      System.out.println("opened");
    } catch (StorageException e) {
      System.out.println(e.getMessage());
    }
  }
}
