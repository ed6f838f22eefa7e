package io.dynamq.bench.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker that runs.
 *
 * @param store the process that keeps its state, null if it keeps it itself or not at all
 */
record Target(String name, int port, Child broker, Child store, int storePort)
    implements AutoCloseable {
  static final String OURS = "dynamq";
  static final String RELAY = "relay";

  private static final String JAVA = Path.of(System.getProperty("java.home"), "bin/java").toString();
  private static final String CLASSES = System.getProperty("java.class.path");

  /** As shipped but for its ports; the embedded store in a process of its own. */
  static Target ours(Path home, Path scratch) {
    return ours(home, scratch, Map.of());
  }

  /** With more settings, as variables of the environment. */
  static Target ours(Path home, Path scratch, Map<String, String> more) {
    int port = Child.freePort();
    int storePort = Child.freePort();
    Child store =
        Child.start(
            List.of(
                JAVA, "-Xmx512m", "-cp", CLASSES, "io.dynamq.dynamodb.Main",
                "--port", String.valueOf(storePort),
                "--data-dir", scratch.resolve("dynamodb").toString()),
            Map.of(),
            storePort,
            scratch.resolve("dynamodb.log"));
    try {
      Child broker = broker(home, scratch, port, storePort, more);
      return new Target(OURS, port, broker, store, storePort);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** As shipped but for its ports, the embedded store in its own process. */
  static Target within(Path home, Path scratch) {
    int port = Child.freePort();
    int storePort = Child.freePort();
    Map<String, String> embedded =
        Map.of(
            "DYNAMQ_BACKEND__DYNAMO__EMBEDDED", "on",
            "DYNAMQ_BACKEND__DYNAMO__EMBEDDED__DATA_DIR", scratch.resolve("dynamodb").toString());
    return new Target(OURS, port, broker(home, scratch, port, storePort, embedded), null, 0);
  }

  /** Our broker once more, with the store as it is. */
  Target restarted(Path home, Path scratch) {
    broker.close();
    Child again = broker(home, scratch, port, storePort, Map.of());
    return new Target(OURS, port, again, store, storePort);
  }

  private static Child broker(
      Path home, Path scratch, int port, int storePort, Map<String, String> more) {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "DYNAMQ_LISTENER__TCP__EXTERNAL", "127.0.0.1:" + port,
                "DYNAMQ_LISTENER__WS__EXTERNAL", "off",
                "DYNAMQ_BACKEND__DYNAMO__POOL1__SERVER", "http://127.0.0.1:" + storePort,
                "DYNAMQ_BACKEND__DYNAMO__EMBEDDED", "off",
                "DYNAMQ_ADMIN__LISTENER", "127.0.0.1:" + Child.freePort(),
                "DYNAMQ_SKIP_BUILD", "1"));
    settings.putAll(more);
    String data = scratch.resolve("data").toString();
    List<String> command =
        List.of(home.resolve("bin/broker").toString(), "foreground", "--data-dir", data);
    return Child.start(command, settings, port, scratch.resolve("dynamq.log"));
  }

  static Target relay(Path scratch) {
    int port = Child.freePort();
    List<String> command =
        List.of(
            JAVA, "-Xmx256m", "-cp", CLASSES,
            BareRelay.class.getName(), String.valueOf(port));
    Child child = Child.start(command, Map.of(), port, scratch.resolve("relay.log"));
    return new Target(RELAY, port, child, null, 0);
  }

  Duration storeCpu() {
    return store == null ? Duration.ZERO : store.cpu();
  }

  @Override
  public void close() {
    broker.close();
    if (store != null) {
      store.close();
    }
  }
}
