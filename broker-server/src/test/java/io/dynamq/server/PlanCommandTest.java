package io.dynamq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.server.config.ConfigSources;
import io.dynamq.server.config.ConfigView;
import io.dynamq.server.ctl.MisuseException;
import io.dynamq.server.ctl.OfflineWork.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is reckoned, from figures that stay. */
class PlanCommandTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** Round ones, so that what comes of them can be seen. */
  private static final String FIGURES =
      """
      cpu.qos0 = 1
      cpu.qos1 = 2
      cpu.qos2 = 4
      cpu.persistent = 5
      cpu.paced = 20
      cpu.queue = 3
      cpu.drain = 7
      cpu.connect = 100
      cpu.connect.tls = 2000
      heap.broker = 10000000
      heap.connection = 6000
      heap.subscription = 100
      heap.session = 500
      heap.retained = 200
      heap.outage = 200
      outside.broker = 100000000
      outside.log = 100000000
      outside.connection = 1000
      outside.subscription = 10
      store.wal.qos1 = 0.01
      store.wal.qos2 = 0.1
      store.store.qos1 = 0.02
      store.store.qos2 = 1
      store.queue.row = 412
      store.queue.read = 0.5
      store.hold = 0.25
      store.connect = 2
      store.session.read = 1
      store.session.row = 400
      store.retained.row = 180
      store.idle.read = 0.5
      store.idle.write = 0
      """;

  @TempDir Path home;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectory(home.resolve("etc"));
    Files.writeString(home.resolve("etc/broker.conf"), "");
    Files.writeString(home.resolve("etc/plan.conf"), FIGURES);
    Files.writeString(
        home.resolve("etc/prices.conf"),
        "currency = EUR\nwrite.million = 1\nread.million = 0.5\nstorage.gigabyte = 10\n");
  }

  private Outcome plan(Map<String, String> options) throws Exception {
    ConfigSources sources =
        new ConfigSources(home, home.resolve("etc/broker.conf"), home, false, Map.of());
    return new PlanCommand(home, ConfigView.read(sources)).run(options);
  }

  private JsonNode json(Map<String, String> options) throws Exception {
    return new ObjectMapper().readTree(plan(options).json());
  }

  @Test
  void tellsWhatALoadNeedsAndCosts() throws Exception {
    List<String> lines =
        plan(
                Map.of(
                    "clients", "10000", "rate", "1000", "size", "100", "absent", "100",
                    "absent-rate", "10", "backlog", "1000000", "retained", "1000",
                    "retained-rate", "1", "connects", "8.64"))
            .lines();
    assertThat(lines.subList(0, lines.size() - 2))
        .containsExactly(
            "clients               : 10,000 connected, 1 subscriptions each, 8.64 connects a day each",
            "sessions              : kept of those, 100 absent, 10 messages a second for them, 1,000,000 waiting",
            "messages              : 1,000 a second of 100 bytes, QoS 1, 1 receivers each",
            "retained              : 1,000, 1 published a second",
            "acknowledged after    : wal",
            "",
            "cores                 : 0.005 to 0.023: 5.00 us a message where they come thick, 23.00 one by one",
            "all connect at once   : 1.0 s of CPU",
            "heap                  : 70.4 MB live, so -Xmx256m",
            "process               : 478.5 MB",
            "file descriptors      : 10,300",
            "network               : 132.1 KB/s in, 133.3 KB/s out, with topics of 32 bytes",
            "disk for the log      : 1GB at most (wal.max_size), as much again while it is cleaned up",
            "DynamoDB away         : publishers are slowed after 298 minutes",
            "",
            "a month of 30 days                   writes/s        reads/s          EUR",
            "sessions                                12.00          12.00        46.66",
            "messages for absent clients             20.00           2.50        55.08",
            "retained messages                        1.00           0.00         2.59",
            "the broker itself                        0.00           0.50         0.65",
            "storage                                             516.4 MB         5.16",
            "in all                                                             110.14");
    assertThat(lines.get(lines.size() - 1))
        .startsWith("(rests on etc/plan.conf (measured on two cores; it says how)");
  }

  @Test
  void saysTheSameAsJson() throws Exception {
    JsonNode json = json(Map.of("rate", "1000", "qos", "2", "ack-after", "store"));
    assertThat(json.get("asked").get("promise").get("ackAfter").asText()).isEqualTo("store");
    assertThat(json.get("needs").get("cores_least").asDouble()).isEqualTo(0.007);
    assertThat(json.get("needs").get("cores_most").asDouble()).isEqualTo(0.025);
    assertThat(json.get("needs").get("outage_seconds").isNull()).isTrue();
    assertThat(json.get("costs").get(0).get("units").get("write").asDouble())
        .isCloseTo(1_000, org.assertj.core.data.Percentage.withPercentage(0.1));
    assertThat(json.get("notes").get(0).asText()).startsWith("PUBACK waits for DynamoDB");
    assertThat(json.get("basis").asText()).contains("etc/plan.conf");
  }

  @Test
  void whatComesTogetherForAClientSharesARow() throws Exception {
    Map<String, String> one = Map.of("absent", "1", "absent-rate", "400", "rate", "0");
    // A hundred in a hold: as many units as kilobytes, 0.5 for each message, in and out.
    assertThat(json(one).get("costs").get(1).get("units").get("write").asDouble()).isEqualTo(400);
    Map<String, String> many = Map.of("absent", "4000", "absent-rate", "400", "rate", "0");
    assertThat(json(many).get("costs").get(1).get("units").get("write").asDouble()).isEqualTo(800);
  }

  @Test
  void warnsOfWhatDynamoDbWillNotTake() throws Exception {
    JsonNode notes = json(Map.of("absent", "1", "absent-rate", "9000")).get("notes");
    assertThat(notes.get(0).asText()).startsWith("one absent client's queue takes more");
    assertThat(notes.get(1).asText()).startsWith("a new table on demand takes 4,000 units");
  }

  @Test
  void keepsNothingOfCleanSessions() throws Exception {
    JsonNode json = json(Map.of("clean", "on", "tls", "on"));
    assertThat(json.get("costs").get(0).get("price").asDouble()).isZero();
    assertThat(json.get("needs").get("cores_least").asDouble()).isEqualTo(0.0002);
    assertThat(json.get("needs").get("cpu_seconds_all_connect").asDouble()).isEqualTo(2);
  }

  @Test
  void saysWhatItDoesNotUnderstand() {
    assertThatThrownBy(() -> plan(Map.of("clients", "many")))
        .isInstanceOf(MisuseException.class)
        .hasMessage("--clients=many is no whole number from 0 to 1000000000000");
    assertThatThrownBy(() -> plan(Map.of("qos", "3")))
        .hasMessage("--qos=3 is no whole number from 0 to 2");
    assertThatThrownBy(() -> plan(Map.of("rate", "-1")))
        .hasMessage("--rate=-1 is no number such as 1000 or 0.5");
    assertThatThrownBy(() -> plan(Map.of("ack-after", "disk")))
        .hasMessage("--ack-after=disk is not one of memory, wal, store");
  }

  @Test
  void saysWhichFigureIsMissing() throws IOException {
    Path file = home.resolve("etc/plan.conf");
    Files.writeString(file, FIGURES.replace("cpu.paced = 20\n", ""));
    assertThatThrownBy(() -> plan(Map.of()))
        .hasMessage(file + ": cpu.paced is missing, expected a number");
    Files.writeString(file, FIGURES + "heap.broker = much\n");
    assertThatThrownBy(() -> plan(Map.of()))
        .hasMessage(
            file + ": heap.broker: 'much' is no number, expected one such as 0.625");
  }

  @Test
  void theFiguresThatAreShippedAreEnough() throws Exception {
    Files.copy(
        ROOT.resolve("etc/plan.conf"),
        home.resolve("etc/plan.conf"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(json(Map.of("absent", "10", "absent-rate", "1", "retained", "5")).get("total").asDouble())
        .isPositive();
    assertThat(json(Map.of("ack-after", "store", "qos", "2")).get("total").asDouble()).isPositive();
    assertThat(json(Map.of("ack-after", "memory", "qos", "0", "tls", "on")).get("total").asDouble())
        .isPositive();
  }
}
