package io.dynamq.server.e2e;

import static io.dynamq.server.e2e.Packets.client;
import static io.dynamq.server.e2e.Packets.connect;
import static io.dynamq.server.e2e.Packets.connect5;
import static io.dynamq.server.e2e.Packets.connected;
import static io.dynamq.server.e2e.Packets.id;
import static io.dynamq.server.e2e.Packets.payload;
import static io.dynamq.server.e2e.Packets.publish;
import static io.dynamq.server.e2e.Packets.retained;
import static io.dynamq.server.e2e.Packets.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.testkit.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What peers may send although nobody can use it, against one broker with the backend loaded. In
 * order, because a log line about refusals is followed by ten seconds without one.
 */
@TestMethodOrder(OrderAnnotation.class)
class BadInputIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String LONG_ID = "i".repeat(3_000);
  private static final String LONG_TOPIC = "t".repeat(3_000);
  private static final byte[] NO_TEXT = {(byte) 0xC3, 0x28, 0, (byte) 0xFF};
  private static final byte[] LARGE = new byte[500 * 1_024];

  @TempDir static Path dataDirectory;
  private static BrokerProcess broker;

  @BeforeAll
  static void start() {
    new Random(1).nextBytes(LARGE);
    broker = new BrokerProcess(dataDirectory).start();
    broker.ctl("plugins", "load", "emqx_backend_dynamo").succeeded();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @ParameterizedTest
  @Order(1)
  @ValueSource(
      strings = {
        "80 04 00 01 00 00", // SUBSCRIBE with the wrong flags
        "36 05 00 01 61 00 01", // PUBLISH of quality 3
        "30 ff ff ff ff 01", // a length of five bytes
        "32 03 00 05 61", // a topic longer than its packet
        "30 03 00 01 ff", // a topic that is not UTF-8
        "00 00" // a type that is reserved
      })
  void aMalformedPacketEndsItsConnectionOnly(String packet) throws IOException {
    long before = metric("packets.malformed");
    try (RawClient bystander = connected(broker, "bystander", true);
        RawClient five = client(broker);
        RawClient three = connected(broker, "three", true)) {
      five.send(connect5("five"));
      assertThat(five.readPacket()).startsWith(0x20).contains((byte) 0, atIndex(3));
      five.send(packet);
      assertThat(five.readPacket()).startsWith(0xE0).contains((byte) 0x81, atIndex(2));
      five.expectClose();
      three.send(packet).expectClose();
      bystander.send("c0 00").expect("d0 00");
    }
    assertThat(metric("packets.malformed")).isEqualTo(before + 2);
  }

  @Test
  @Order(2)
  void aPayloadThatIsNoTextIsStoredAsBinaryAndReadBack() {
    Command.require("aws");
    try (RawClient publisher = connected(broker, "binary", true)) {
      publisher.send(publish("binary/queued", 1, 1, NO_TEXT)).expect("40 02 00 01");
      publisher.send(retained(publish("binary/kept", 1, 2, NO_TEXT))).expect("40 02 00 02");
    }
    Aws aws = new Aws(broker.store());
    String base64 = Base64.getEncoder().encodeToString(NO_TEXT);
    for (String[] row :
        new String[][] {{"mqtt_msg", "binary/queued"}, {"mqtt_retain", "binary/kept"}}) {
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(item(aws, row[0], row[1]).at("/payload").toString())
                      .isEqualTo("{\"B\":\"" + base64 + "\"}"));
    }
    try (RawClient subscriber = connected(broker, "reader", true)) {
      for (String topic : new String[] {"binary/queued", "binary/kept"}) {
        subscriber.send(subscribe(topic, 1)).expect("90 03 00 01 01");
        byte[] delivered = subscriber.readPacket();
        assertThat(payload(delivered)).isEqualTo(NO_TEXT);
        subscriber.send("40 02 00 0" + id(delivered));
      }
    }
  }

  private static JsonNode item(Aws aws, String table, String topic) {
    for (JsonNode item : aws.scan(table).get("Items")) {
      if (item.at("/topic/S").asText().equals(topic)) {
        return item;
      }
    }
    throw new AssertionError("nothing about " + topic + " in " + table);
  }

  @Test
  @Order(3)
  void aPayloadThatNoItemHoldsIsDeliveredAndRefusedByTheTable() throws IOException {
    long before = metric("backend.refused");
    leave("large-offline", "large");
    try (RawClient publisher = connected(broker, "large-pub", true);
        RawClient subscriber = connected(broker, "large-sub", true)) {
      subscriber.send(subscribe("large", 1)).expect("90 03 00 01 01");
      publisher.send(publish("large", 1, 1, LARGE)).expect("40 02 00 01");
      assertThat(payload(subscriber.readPacket())).isEqualTo(LARGE);
    }
    assertThat(metric("backend.refused")).isEqualTo(before + 1);
    assertThat(broker.output().lines().filter(line -> line.contains("not stored in")))
        .singleElement()
        .asString()
        .contains("not stored in mqtt_msg: message to large: it would exceed 400 KB");
  }

  @Test
  @Order(4)
  void namesThatNoKeyHoldsWorkAndAreRefusedByTheTables() throws IOException {
    long before = metric("backend.refused");
    leave(LONG_ID, LONG_TOPIC);
    long byClient = metric("backend.refused");
    assertThat(byClient).as("mqtt_client and mqtt_sub").isGreaterThanOrEqualTo(before + 2);
    try (RawClient publisher = connected(broker, "long-pub", true)) {
      publisher
          .send(retained(publish(LONG_TOPIC, 1, 1, "kept and queued")))
          .expect("40 02 00 01");
    }
    assertThat(metric("backend.refused")).as("mqtt_msg and mqtt_retain").isEqualTo(byClient + 2);
  }

  @Test
  @Order(5)
  void allOfItSurvivesARestart() {
    assertThat(broker.stop()).isZero();
    broker.start();
    assertThat(payload(resumed("large-offline"))).isEqualTo(LARGE);
    assertThat(Packets.text(resumed(LONG_ID))).isEqualTo("kept and queued");
    try (RawClient subscriber = connected(broker, "new", true)) {
      subscriber.send(subscribe(LONG_TOPIC, 0)).expect("90 03 00 01 00");
      byte[] delivered = subscriber.readPacket();
      assertThat(delivered[0] & 1).as("retain flag").isEqualTo(1);
      assertThat(Packets.text(delivered)).isEqualTo("kept and queued");
    }
    assertThat(Arrays.asList(broker.ctl("retainer", "topics").out().split("\n")))
        .contains(LONG_TOPIC);
  }

  /** A persistent session that subscribes and goes. */
  private static void leave(String id, String filter) {
    try (RawClient client = connected(broker, id, false)) {
      client.send(subscribe(filter, 1)).expect("90 03 00 01 01");
      client.send("e0 00").expectClose();
    }
  }

  /** The first message of a session that is there. */
  private static byte[] resumed(String id) {
    try (RawClient client = client(broker)) {
      client.send(connect(id, false)).expect("20 02 01 00");
      return client.readPacket();
    }
  }

  private static long metric(String name) throws IOException {
    String json = broker.ctl("broker", "metrics", "--json").succeeded().out();
    return new ObjectMapper().readTree(json).get(name).asLong();
  }
}
