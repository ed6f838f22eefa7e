package io.dynamq.server.e2e;

import static io.dynamq.server.e2e.Packets.connect;
import static io.dynamq.server.e2e.Packets.connected;
import static io.dynamq.server.e2e.Packets.publish;
import static io.dynamq.server.e2e.Packets.retained;
import static io.dynamq.server.e2e.Packets.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.testkit.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command against a broker with clients, as text and as JSON; {@code CtlTest} holds the exact
 * words, this test that they say what is so.
 */
class CommandLineIT {
  private static final String BACKEND = "emqx_backend_dynamo";
  private static final String NODE = "dynamq@127.0.0.1";

  @TempDir static Path dataDirectory;
  private static BrokerProcess broker;
  private RawClient live;
  private RawClient other;

  @BeforeAll
  static void start() {
    // Without its own messages about itself, which would come between two counts.
    broker =
        new BrokerProcess(dataDirectory)
            .with("DYNAMQ_BROKER__SYS_INTERVAL", "0")
            .with("DYNAMQ_BROKER__SYS_HEARTBEAT", "0")
            .start();
    try (RawClient gone = connected(broker, "gone", false)) {
      gone.send(subscribe("offline/#", 1)).expect("90 03 00 01 01");
      gone.send("e0 00").expectClose();
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void connectClients() {
    live = connected(broker, "live", true);
    live.send(subscribe("t/+/x", 2)).expect("90 03 00 01 02");
    other = connected(broker, "other", true);
  }

  @AfterEach
  void closeClients() {
    live.close();
    other.close();
  }

  @Test
  void statusAndBroker() throws IOException {
    assertThat(text("status")).isEqualTo("Node '" + NODE + "' 0.1.0 is started\n");
    assertThat(json("status").get("status").asText()).isEqualTo("started");
    assertThat(text("broker")).startsWith("sysdescr  : DynaMQ\nversion   : 0.1.0\nuptime    : ");
    assertThat(json("broker").fieldNames())
        .toIterable()
        .containsExactly("sysdescr", "version", "uptime", "datetime");
    assertThat(text("broker", "stats"))
        .contains("connections.count             : 2\n", "sessions.count                : 3\n");
    assertThat(json("broker", "stats").get("subscriptions.count").asInt()).isEqualTo(2);
    assertThat(text("broker", "metrics")).containsPattern("(?m)^client\\.connected {14,}: [1-9]");
    assertThat(json("broker", "metrics").get("bytes.received").asLong()).isPositive();
  }

  @Test
  void clientsAreListedAndShown() throws IOException {
    assertThat(text("clients", "list").lines())
        .hasSize(3)
        .anyMatch(line -> line.matches("Client\\(live, username=undefined, .*connected=true, .*"))
        .anyMatch(line -> line.matches("Client\\(gone, .*connected=false, .*disconnected_at=\\d+\\)"));
    assertThat(json("clients", "list").findValuesAsText("clientid"))
        .containsExactlyInAnyOrder("live", "other", "gone");
    assertThat(text("clients", "show", "live")).startsWith("Client(live, ").contains("keepalive=60");
    assertThat(json("clients", "show", "live").get("subscriptions").asInt()).isEqualTo(1);
    refusesUnknownClient("clients", "show", "nobody");
  }

  @Test
  void aKickedClientIsGone() throws IOException {
    assertThat(text("clients", "kick", "other")).isEqualTo("ok\n");
    other.expectClose();
    try (RawClient again = connected(broker, "other", true)) {
      assertThat(json("clients", "kick", "other").get("message").asText()).isEqualTo("ok");
      again.expectClose();
    }
    refusesUnknownClient("clients", "kick", "nobody");
  }

  @Test
  void routes() throws IOException {
    for (String word : new String[] {"routes", "topics"}) {
      assertThat(text(word, "list").lines())
          .containsExactlyInAnyOrder("t/+/x -> " + NODE, "offline/# -> " + NODE);
      assertThat(text(word, "show", "t/+/x")).isEqualTo("t/+/x -> " + NODE + "\n");
      assertThat(json(word, "list")).hasSize(2);
    }
    assertThat(json("routes", "show", "t/+/x").toString())
        .contains("\"topic\":\"t/+/x\"", "\"node\":\"" + NODE + "\"");
  }

  @Test
  void subscriptionsAreListedAddedAndDeleted() throws IOException {
    assertThat(text("subscriptions", "list").lines())
        .containsExactlyInAnyOrder("live -> t/+/x:2", "gone -> offline/#:1");
    assertThat(json("subscriptions", "list")).hasSize(2);
    assertThat(text("subscriptions", "show", "live")).isEqualTo("live -> t/+/x:2\n");
    assertThat(json("subscriptions", "show", "live").get(0).get("qos").asInt()).isEqualTo(2);
    refusesUnknownClient("subscriptions", "show", "nobody");

    assertThat(text("subscriptions", "add", "live", "added", "1")).isEqualTo("ok\n");
    assertThat(json("subscriptions", "add", "other", "more", "0").get("message").asText())
        .isEqualTo("ok");
    other.send(publish("added", 1, 1, "m")).expect("40 02 00 01");
    assertThat(Packets.text(live.readPacket())).isEqualTo("m");
    assertThat(text("subscriptions", "del", "live", "added")).isEqualTo("ok\n");
    assertThat(json("subscriptions", "del", "other", "more").get("message").asText())
        .isEqualTo("ok");
    assertThat(text("subscriptions", "list")).doesNotContain("added", "more");

    refuses(1, "Error: Channel not found!\n", "subscriptions", "add", "nobody", "t", "1");
    refuses(1, "Error: Channel not found!\n", "subscriptions", "del", "nobody", "t");
    refuses(2, "QoS should be 0, 1, 2\n", "subscriptions", "add", "live", "t", "3");
  }

  @Test
  void listeners() throws IOException {
    assertThat(text("listeners"))
        .startsWith("mqtt:tcp:external\n  listen_on       : 127.0.0.1:" + broker.mqttPort() + "\n")
        .contains("  current_conn    : 2\n");
    assertThat(json("listeners").get(0).get("current_conn").asInt()).isEqualTo(2);
  }

  @Test
  void aListenerIsStoppedAndOpenedAgain() {
    String at = "127.0.0.1:" + broker.mqttPort();
    assertThat(text("listeners", "stop", "mqtt:tcp:external"))
        .isEqualTo("Stop mqtt:tcp:external listener on " + at + " successfully.\n");
    live.expectClose();
    assertThat(text("listeners")).isEmpty();
    assertThat(text("listeners", "restart", "mqtt:tcp:external"))
        .isEqualTo("Restarted mqtt:tcp:external listener successfully.\n");
    assertThat(text("listeners")).startsWith("mqtt:tcp:external\n  listen_on       : " + at);
    connected(broker, "again", true).close();
  }

  @Test
  void anAbsentClientsSessionIsEnded() {
    try (RawClient away = connected(broker, "away", false)) {
      away.send(subscribe("away/#", 1)).expect("90 03 00 01 01");
      away.send("e0 00").expectClose();
    }
    assertThat(text("sessions", "show", "away")).startsWith("Session(away, clean_start=false, ");
    assertThat(text("sessions", "clean-persistent", "away"))
        .isEqualTo("Clean persistent session successfully.\n");
    refuses(1, "Not Found.\n", "sessions", "show", "away");
  }

  @Test
  void theMachineAndTheLog() throws IOException {
    assertThat(json("vm").get("ports").get("count").asInt()).isEqualTo(2);
    assertThat(text("log", "handlers", "list"))
        .startsWith("LogHandler(id=").endsWith("status=started)\n");
    assertThat(text("log", "set-level", "error")).isEqualTo("error\n");
    assertThat(text("log", "primary-level")).isEqualTo("error\n");
    assertThat(text("log", "set-level", "info")).isEqualTo("info\n");
  }

  @Test
  void filesAreReadAgain() throws IOException {
    assertThat(text("reload"))
        .startsWith("access rules: read again\ncertificates: read again\n");
  }

  @Test
  void tablesAndDoctor() throws IOException {
    assertThat(text("tables", "check"))
        .contains("good  mqb_session              ok, c HASH (S)\n")
        .doesNotContain("fault");
    refuses(1, null, "tables", "check", "--plugin=nonsense");
    JsonNode missing = jsonOf(broker.ctl("tables", "check", "--plugin", BACKEND, "--json"), 1);
    assertThat(missing.findValues("state").toString()).contains("missing");
    text("tables", "create", "--plugin", BACKEND);
    assertThat(text("tables", "check", "--plugin", BACKEND))
        .contains("mqtt_msg", "ok, msgid HASH (S)")
        .doesNotContain("fault");
    assertThat(text("doctor"))
        .contains("good  broker                   runs\n", "table mqb_queue")
        .doesNotContain("fault");
  }

  @Test
  void retainedMessages() throws IOException {
    for (int i = 1; i <= 4; i++) {
      other.send(retained(publish("kept/" + i, 1, i, "r"))).expect("40 02 00 0" + i);
    }
    // The broker retains some of its own topics below $SYS.
    List<String> topics = text("retainer", "topics").lines().toList();
    assertThat(topics.stream().filter(topic -> !topic.startsWith("$SYS/")))
        .containsExactly("kept/1", "kept/2", "kept/3", "kept/4");
    assertThat(text("retainer", "info")).isEqualTo("retained/total: " + topics.size() + "\n");
    assertThat(json("retainer", "info").get("total").asInt()).isEqualTo(topics.size());
    assertThat(json("retainer", "topics")).hasSize(topics.size());
    assertThat(text("retainer", "clean", "kept/1")).isEqualTo("Cleaned 1 retained messages\n");
    assertThat(json("retainer", "clean", "kept/2").get("cleaned").asInt()).isEqualTo(1);
    assertThat(text("retainer", "clean"))
        .isEqualTo("Cleaned " + (topics.size() - 2) + " retained messages\n");
    assertThat(json("retainer", "clean").get("cleaned").asInt()).isZero();
    refuses(2, null, "retainer", "clean", "a/#/b");
  }

  @Test
  void plugins() throws IOException {
    String name = "emqx_backend_dynamo";
    assertThat(text("plugins", "list")).startsWith("Plugin(" + name + ", ").endsWith("active=false)\n");
    assertThat(text("plugins", "load", name)).isEqualTo("Plugin " + name + " loaded successfully.\n");
    refuses(1, "Load plugin " + name + " error: already_started.\n", "plugins", "load", name);
    assertThat(json("plugins", "list").get(0).get("active").asBoolean()).isTrue();
    assertThat(json("plugins", "reload", name).get("message").asText())
        .isEqualTo("Plugin " + name + " reloaded successfully.");
    assertThat(text("plugins", "unload", name))
        .isEqualTo("Plugin " + name + " unloaded successfully.\n");
    refuses(1, "Unload plugin " + name + " error: not_started.\n", "plugins", "unload", name);
    assertThat(jsonOf(broker.ctl("plugins", "load", "none", "--json"), 1).get("error").asText())
        .isEqualTo("Load plugin none error: not_found.");
  }

  @Test
  void whatIsNotUnderstoodPrintsTheUsage() {
    for (List<String> words :
        List.of(
            List.of("clients"),
            List.of("clients", "show"),
            List.of("routes", "list", "x"),
            List.of("subscriptions", "add", "live"),
            List.of("plugins", "load"),
            List.of("retainer", "nonsense"))) {
      Command.Result result = broker.ctl(words.toArray(String[]::new));
      assertThat(result.exit()).as("%s", words).isEqualTo(2);
      assertThat(result.err()).contains(words.get(0)).contains("# ");
      assertThat(result.out()).isEmpty();
    }
    assertThat(broker.run("bin/broker_ctl", "nonsense").exit()).isEqualTo(2);
    assertThat(broker.run("bin/broker_ctl", "help").succeeded().out()).startsWith("Usage: emqx_ctl\n");
  }

  @Test
  void aSessionIsTakenOverUnderTheSameName() throws IOException {
    try (RawClient again = Packets.client(broker)) {
      again.send(connect("live", true)).expect("20 02 00 00");
      live.expectClose();
      assertThat(json("clients", "show", "live").get("subscriptions").asInt()).isZero();
    }
  }

  // ---- calling the program

  private static String text(String... words) {
    return broker.ctl(words).succeeded().out();
  }

  private static JsonNode json(String... words) throws IOException {
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--json";
    return jsonOf(broker.ctl(all), 0);
  }

  private static JsonNode jsonOf(Command.Result result, int exit) throws IOException {
    assertThat(result.exit()).as(result.err()).isEqualTo(exit);
    return new ObjectMapper().readTree(result.out());
  }

  private static void refusesUnknownClient(String... words) throws IOException {
    refuses(1, "Not Found.\n", words);
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--json";
    assertThat(jsonOf(broker.ctl(all), 1).get("error").asText()).isEqualTo("Not Found.");
  }

  /**
   * @param message null for any
   */
  private static void refuses(int exit, String message, String... words) {
    Command.Result result = broker.ctl(words);
    assertThat(result.exit()).isEqualTo(exit);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith(message == null ? "Error: " : message);
  }
}
