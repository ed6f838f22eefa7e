package io.dynamq.server.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Where a broker's administration is, left in its data directory so that the command line finds it
 * without reading the configuration.
 *
 * @param listener {@code host:port}
 * @param node the broker's name
 * @param config its configuration file, null if that is not known
 */
public record Endpoint(String listener, String node, String config) {
  /** What holds where nothing is known. */
  public static final Endpoint DEFAULT = new Endpoint("127.0.0.1:8081", "dynamq@127.0.0.1");

  private static final String FILE = "admin.endpoint";

  /** One whose configuration is not known. */
  public Endpoint(String listener, String node) {
    this(listener, node, null);
  }

  /** The configuration file, that of the distribution if it is not known. */
  public Path configIn(Path home) {
    return config == null ? home.resolve("etc/broker.conf") : Path.of(config);
  }

  /** Leaves it for the command line; it stays when the broker stops, for the messages. */
  public void write(Path dataDirectory) throws IOException {
    String text = "listener = " + listener + "\nnode = " + node + "\n";
    Files.writeString(
        dataDirectory.resolve(FILE), config == null ? text : text + "config = " + config + "\n");
  }

  /** Whether a broker has ever written there where it is. */
  public static boolean isIn(Path dataDirectory) {
    return Files.exists(dataDirectory.resolve(FILE));
  }

  /** What the last broker of this data directory left, or the default. */
  public static Endpoint read(Path dataDirectory) throws IOException {
    Map<String, String> values = new HashMap<>();
    try {
      Path file = dataDirectory.resolve(FILE);
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          values.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
        }
      }
    } catch (NoSuchFileException e) {
      return DEFAULT;
    }
    return new Endpoint(
        values.getOrDefault("listener", DEFAULT.listener),
        values.getOrDefault("node", DEFAULT.node),
        values.get("config"));
  }
}
