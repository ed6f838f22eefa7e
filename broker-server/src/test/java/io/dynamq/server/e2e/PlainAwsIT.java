package io.dynamq.server.e2e;

import static io.dynamq.server.e2e.Packets.connected;
import static io.dynamq.server.e2e.Packets.publish;
import static io.dynamq.server.e2e.Packets.retained;
import static io.dynamq.server.e2e.Packets.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.testkit.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code --aws} prints, run with the real {@code aws} while no broker runs, finds what the
 * command had shown.
 */
class PlainAwsIT {
  /** Longer than a key may be, with what a shell and JSON would stumble over. */
  private static final String LONG = "it's \"long\" $HOME\\" + "ö".repeat(1_000);

  private static final String FILTER = "off/+/'x'/#";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;
  private static EmbeddedDynamoDb store;
  private static BrokerProcess broker;
  private static String clients;
  private static String subscriptions;
  private static String topics;
  private static String fates;
  private static String fatesAfterDeath;
  private static String undelivered;

  @BeforeAll
  static void fill() throws Exception {
    Command.require("aws");
    store = EmbeddedDynamoDb.start(Options.inMemory());
    broker =
        BrokerProcess.on(directory, store.port())
            .with("DYNAMQ_HISTORY__TOPICS", "off/#")
            .with("DYNAMQ_ZONE__EXTERNAL__MAX_MQUEUE_LEN", "1")
            .with("DYNAMQ_MQUEUE__RULE__1", "{\"topic\": \"off/#\", \"overflow\": \"drop_newest\"}")
            .with("DYNAMQ_ACL_FILE", aclFile())
            .start();
    for (String id : List.of("gone", LONG)) {
      try (RawClient client = connected(broker, id, false)) {
        client.send(subscribe(FILTER, 1)).expect("90 03 00 01 01");
        client.send("e0 00").expectClose();
      }
    }
    try (RawClient client = connected(broker, "live", true)) {
      client.send(publish("off/1/'x'/y", 1, 1, "queued")).expect("40 02 00 01");
      client.send(retained(publish("kept/1", 1, 2, "r"))).expect("40 02 00 02");
      client.send(publish("off/1/'x'/y", 1, 3, "dropped")).expect("40 02 00 03");
      client.send(publish("off/secret/'x'/y", 1, 4, "denied")).expect("40 02 00 04");
    }
    broker.ctl("ban", "add", "clientid", LONG, "--reason=noise").succeeded();
    clients = broker.ctl("clients", "list").succeeded().out();
    subscriptions = broker.ctl("subscriptions", "show", LONG).succeeded().out();
    topics = broker.ctl("retainer", "topics").succeeded().out();
    // What it says must be so after the death of the broker too.
    fates = broker.ctl("why", "gone").succeeded().out();
    undelivered = broker.ctl("undelivered", "list", "--client", "gone").succeeded().out();
    broker.kill();
    broker.start();
    fatesAfterDeath = broker.ctl("why", "gone").succeeded().out();
    broker.stop();
  }

  private static String aclFile() throws IOException {
    Path file = directory.resolve("acl.conf");
    Files.writeString(file, "{deny, all, publish, [\"off/secret/#\"]}.\n{allow, all}.\n");
    return file.toString();
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
      store.close();
    }
  }

  private static List<JsonNode> read(String... words) throws IOException {
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--aws";
    List<JsonNode> answers = new ArrayList<>();
    for (String line : broker.ctl(all).succeeded().out().lines().toList()) {
      if (!line.startsWith("#")) {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", line + " --output json");
        shell.environment().put("AWS_ACCESS_KEY_ID", "any");
        shell.environment().put("AWS_SECRET_ACCESS_KEY", "any");
        answers.add(JSON.readTree(Command.run(shell).succeeded().out()));
      }
    }
    return answers;
  }

  @Test
  void bans() throws IOException {
    List<JsonNode> answers = read("ban", "list");
    assertThat(answers).hasSize(1);
    JsonNode row = answers.get(0).get("Items").get(0);
    assertThat(row.get("wh").get("S").asText()).isEqualTo(LONG);
    assertThat(row.get("re").get("S").asText()).isEqualTo("noise");
  }

  @Test
  void clients() throws IOException {
    assertThat(clients).contains("Client(gone, ", "connected=false");
    JsonNode all = read("clients", "list").get(0);
    assertThat(all.at("/Items").findValues("cid"))
        .extracting(cid -> cid.at("/S").asText())
        .containsExactlyInAnyOrder("gone", LONG);

    List<JsonNode> one = read("clients", "show", LONG);
    assertThat(one.get(0).at("/Item/cid/S").asText()).isEqualTo(LONG);
    assertThat(one.get(0).at("/Item/st/N").asText()).isEqualTo("0");
    assertThat(one.get(1).at("/Items/0/f/S").asText()).isEqualTo(FILTER);
    assertThat(one.get(2).at("/Items/0/n/N").asText()).isEqualTo("1");
    assertThat(read("clients", "show", "nobody").get(0).has("Item")).isFalse();
  }

  @Test
  void subscriptionsAndRoutes() throws IOException {
    assertThat(subscriptions).contains(FILTER + ":1");
    JsonNode one = read("subscriptions", "show", LONG).get(0);
    assertThat(one.at("/Count").asInt()).isEqualTo(1);
    assertThat(one.at("/Items/0/cid/S").asText()).isEqualTo(LONG);
    assertThat(one.at("/Items/0/o/N").asText()).isEqualTo("1");
    assertThat(read("subscriptions", "list").get(0).at("/Count").asInt()).isEqualTo(2);
    assertThat(read("routes", "list").get(0).at("/Items/1/f/S").asText()).isEqualTo(FILTER);
    assertThat(read("routes", "show", FILTER).get(0).at("/Count").asInt()).isEqualTo(2);
    assertThat(read("topics", "show", "other").get(0).at("/Count").asInt()).isZero();
  }

  @Test
  void retainedMessages() throws IOException {
    assertThat(topics).contains("kept/1\n");
    assertThat(read("retainer", "info").get(0).at("/Count").asInt()).isEqualTo(1);
    assertThat(read("retainer", "topics").get(0).at("/Items/0/t/S").asText()).isEqualTo("kept/1");
  }

  @Test
  void whatBecameOfAMessage() throws IOException {
    assertThat(fates)
        .containsPattern("Client gone is away since .*, 1 messages queued\n")
        .containsPattern("subscribed to " + "off/\\+/'x'/#, QoS 1, since 2")
        .containsPattern("[0-9A-F]{32} off/1/'x'/y from live: queued behind 0\n")
        .containsPattern("from live: not delivered: queue_full, max_mqueue_len = 1, at 2")
        .containsPattern(
            "off/secret/'x'/y from live: the publisher was refused: not_authorized: .*acl.conf:1 ");
    assertThat(fatesAfterDeath).isEqualTo(fates);
    List<JsonNode> answers = read("why", "gone");
    String queue = answers.get(2).at("/Items/0/n/N").asText();
    assertThat(queue).isEqualTo("1");
    assertThat(answers.get(3).at("/Count").asInt()).as("the ledger has what was dropped").isOne();
    long events = 0;
    for (JsonNode hour : answers.subList(4, answers.size() - 1)) {
      for (JsonNode item : hour.at("/Items")) {
        events += item.at("/c/N").asLong();
      }
    }
    assertThat(events).as("two sessions, two subscriptions, a publish").isGreaterThanOrEqualTo(5);
    assertThat(answers.get(answers.size() - 1).at("/Items/0/t/S").asText())
        .isEqualTo("dynamq@127.0.0.1");
    Command.Result down = broker.ctl("why", "gone");
    assertThat(down.exit()).isEqualTo(1);
    assertThat(down.err()).endsWith(" Add --aws to be told how to read the tables.\n").hasLineCount(1);
  }

  @Test
  void whatWasNotDelivered() throws IOException {
    assertThat(undelivered)
        .contains("client=gone, reason=queue_full (max_mqueue_len = 1), topic=off/1/'x'/y")
        .hasLineCount(1);
    JsonNode row = read("undelivered", "list", "--client", "gone").get(0).at("/Items/0");
    assertThat(row.at("/c/S").asText()).isEqualTo("gone");
    assertThat(read("undelivered", "export", "--client", LONG).get(0).at("/Count").asInt()).isOne();
    assertThat(read("undelivered", "list", "--client", "live").get(0).at("/Count").asInt()).isZero();
    assertThat(read("undelivered", "list").get(0).at("/Count").asInt()).isEqualTo(2);
    assertThat(read("undelivered", "export", "--since", "1h").get(0).at("/Count").asInt())
        .isEqualTo(2);
  }

  @Test
  void whatBelongsToASession() throws IOException {
    assertThat(read("sessions", "list").get(0).at("/Count").asInt()).isEqualTo(2);
    for (List<String> words : List.of(
        List.of("sessions", "show", "gone"), List.of("session", "show", "gone"),
        List.of("session", "export", "gone"))) {
      List<JsonNode> parts = read(words.toArray(String[]::new));
      assertThat(parts.get(0).at("/Item/cid/S").asText()).as("%s", words).isEqualTo("gone");
      assertThat(parts.get(1).at("/Items/0/f/S").asText()).isEqualTo(FILTER);
      assertThat(parts.get(2).at("/Items/0/n/N").asText()).isEqualTo("1");
    }
  }

  @Test
  void whatIsInNoTableSaysSo() {
    for (String word : List.of("listeners", "status", "broker")) {
      Command.Result result = broker.ctl(word, "--aws");
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).startsWith("Error: not in the store: ").hasLineCount(1);
    }
    Command.Result kick = broker.ctl("clients", "kick", "gone", "--aws");
    assertThat(kick.exit()).isEqualTo(1);
    assertThat(kick.err()).isEqualTo("Error: not in the store: it reads nothing\n");
    assertThat(broker.ctl("clients", "show", "", "--aws").err())
        .isEqualTo("Error: expected a client id or topic that is not empty\n");
  }

  @Test
  void aConfigurationThatCannotBeUsedIsNamed() {
    Command.Result result =
        broker.ctl("clients", "list", "--aws", "--config", directory + "/none.conf");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "Error: the configuration cannot be used: " + directory
                + "/none.conf:1: file: does not exist, expected a configuration\n");
  }

  @Test
  void anEmbeddedStoreSaysHowToServeItWithoutTheBroker() {
    try (BrokerProcess other = new BrokerProcess(directory.resolve("other"))) {
      assertThat(other.ctl("clients", "list", "--aws").succeeded().out())
          .contains("io.dynamq.dynamodb.Main --data-dir '" + directory.resolve("other/dynamodb"))
          .contains(" --port " + other.storePort() + "\n")
          .contains("--endpoint-url " + other.store() + "\n");
    }
  }
}
