package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.testkit.RawClient;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a persistent session finds after its broker was stopped: on the same node, and on another one
 * with the same tables. Bytes instead of a client library, so that QoS 2 can be left half done.
 */
class RestartIT {
  @TempDir Path directory;

  @Test
  void aSessionResumesAfterSigtermWithSubscriptionsQueueAndQos2State() {
    try (BrokerProcess broker = new BrokerProcess(directory.resolve("one")).start()) {
      leaveHalfDone(broker);
      assertThat(broker.stop()).as(broker.output()).isZero();
      broker.start();
      continueWhereItWasLeft(broker);
    }
  }

  @Test
  void aSessionResumesOnASecondBrokerWithTheSameTables() {
    try (EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.inMemory());
        BrokerProcess first = BrokerProcess.on(directory.resolve("first"), store.port());
        BrokerProcess second = BrokerProcess.on(directory.resolve("second"), store.port())) {
      first.with("DYNAMQ_NODE__NAME", "first@127.0.0.1").start();
      second.with("DYNAMQ_NODE__NAME", "second@127.0.0.1");
      leaveHalfDone(first);
      assertThat(first.stop()).isZero();
      second.start();
      continueWhereItWasLeft(second);
    }
  }

  @Test
  void aSessionMovesToASecondBrokerWhileTheFirstStillRuns() {
    try (EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.inMemory());
        BrokerProcess first = BrokerProcess.on(directory.resolve("first"), store.port());
        BrokerProcess second = BrokerProcess.on(directory.resolve("second"), store.port())) {
      first.with("DYNAMQ_NODE__NAME", "first@127.0.0.1").start();
      second.with("DYNAMQ_NODE__NAME", "second@127.0.0.1").start();
      try (RawClient here = client(first)) {
        here.send(connect("mover", false)).expect("20 02 00 00");
        here.send(subscribe("t", 1)).expect("90 03 00 01 01");
        here.send("e0 00").expectClose();
      }
      awaitRow(store, "mqb_sub");
      try (RawClient there = client(second)) {
        there.send(connect("mover", false)).expect("20 02 01 00");
        try (RawClient publisher = client(second)) {
          publisher.send(connect("p", true)).expect("20 02 00 00");
          publisher.send(publish("t", 1, 5, "moved")).expect("40 02 00 05");
        }
        assertThat(payload(there.readPacket())).isEqualTo("moved");
      }
    }
  }

  @Test
  void retainedMessagesSurviveTheDeathOfTheProcessOnceWritten() {
    try (BrokerProcess broker = new BrokerProcess(directory.resolve("one")).start()) {
      try (RawClient publisher = client(broker)) {
        publisher.send(connect("p", true)).expect("20 02 00 00");
        byte[] retained = publish("kept", 1, 9, "r");
        retained[0] |= 1;
        publisher.send(retained).expect("40 02 00 09");
      }
      broker.stop();
      broker.start();
      broker.kill();
      broker.start();
      try (RawClient subscriber = client(broker)) {
        subscriber.send(connect("s", true)).expect("20 02 00 00");
        subscriber.send(subscribe("kept", 0)).expect("90 03 00 01 00");
        assertThat(payload(subscriber.readPacket())).isEqualTo("r");
      }
    }
  }

  /** In memory mode a row follows within the hold window. */
  private static void awaitRow(EmbeddedDynamoDb store, String table) {
    Command.require("aws");
    Aws aws = new Aws(store.endpoint());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> aws.scan(table).get("Count").asInt() == 1);
  }

  /** Subscriber: one QoS 2 delivery unanswered, one released, two queued. Publisher: QoS 2 open. */
  private static void leaveHalfDone(BrokerProcess broker) {
    try (RawClient subscriber = client(broker);
        RawClient publisher = client(broker)) {
      subscriber.send(connect("sub", false)).expect("20 02 00 00");
      subscriber.send(subscribe("a/#", 2)).expect("90 03 00 01 02");
      publisher.send(connect("pub", false)).expect("20 02 00 00");
      publisher.send(publish("a/1", 2, 1, "unanswered")).expect("50 02 00 01");
      publisher.send("62 02 00 01").expect("70 02 00 01");
      publisher.send(publish("a/2", 2, 2, "released")).expect("50 02 00 02");
      publisher.send("62 02 00 02").expect("70 02 00 02");
      assertThat(payload(subscriber.readPacket())).isEqualTo("unanswered");
      byte[] second = subscriber.readPacket();
      subscriber.send("50 02 00 0" + id(second)).expect("62 02 00 0" + id(second));
      subscriber.send("e0 00");
      subscriber.expectClose();
      publisher.send(publish("a/3", 1, 3, "queued 1")).expect("40 02 00 03");
      publisher.send(publish("a/4", 2, 4, "queued 2")).expect("50 02 00 04");
    }
  }

  private static void continueWhereItWasLeft(BrokerProcess broker) {
    try (RawClient publisher = client(broker)) {
      publisher.send(connect("pub", false)).expect("20 02 01 00");
      byte[] again = publish("a/4", 2, 4, "queued 2");
      again[0] |= 8;
      publisher.send(again).expect("50 02 00 04");
      publisher.send("62 02 00 04").expect("70 02 00 04");
      publisher.send(publish("a/5", 1, 5, "after")).expect("40 02 00 05");
    }
    try (RawClient subscriber = client(broker)) {
      subscriber.send(connect("sub", false)).expect("20 02 01 00");
      subscriber.expect("62 02 00 02");
      byte[] repeated = subscriber.readPacket();
      assertThat(payload(repeated)).isEqualTo("unanswered");
      assertThat(repeated[0] & 8).as("DUP").isEqualTo(8);
      assertThat(id(repeated)).isEqualTo(1);
      assertThat(payload(subscriber.readPacket())).isEqualTo("queued 1");
      assertThat(payload(subscriber.readPacket())).isEqualTo("queued 2");
      assertThat(payload(subscriber.readPacket())).isEqualTo("after");
      subscriber.send("70 02 00 02").expectNothing(200);
    }
  }

  // ---- packets of MQTT 3.1.1

  private static RawClient client(BrokerProcess broker) {
    return RawClient.connect(new InetSocketAddress("127.0.0.1", broker.mqttPort()));
  }

  private static byte[] connect(String id, boolean clean) {
    byte[] name = id.getBytes(StandardCharsets.UTF_8);
    String head = "10 %02x 00 04 4d 51 54 54 04 %02x 00 3c".formatted(12 + name.length, clean ? 2 : 0);
    return RawClient.bytes(head + " " + sized(name));
  }

  private static byte[] subscribe(String filter, int qos) {
    byte[] name = filter.getBytes(StandardCharsets.UTF_8);
    return RawClient.bytes(
        "82 %02x 00 01 %s %02x".formatted(5 + name.length, sized(name), qos));
  }

  private static byte[] publish(String topic, int qos, int id, String payload) {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    byte[] body = payload.getBytes(StandardCharsets.UTF_8);
    return RawClient.bytes(
        "%02x %02x %s %04x %s"
            .formatted(
                0x30 | qos << 1,
                4 + name.length + body.length,
                sized(name),
                id,
                RawClient.text(body)));
  }

  private static String sized(byte[] name) {
    return "%04x %s".formatted(name.length, RawClient.text(name));
  }

  private static int id(byte[] publish) {
    int at = 4 + (publish[2] << 8 | publish[3]);
    return (publish[at] & 0xFF) << 8 | publish[at + 1] & 0xFF;
  }

  private static String payload(byte[] publish) {
    int qos = publish[0] >> 1 & 3;
    int at = 4 + (publish[2] << 8 | publish[3]) + (qos > 0 ? 2 : 0);
    return new String(publish, at, publish.length - at, StandardCharsets.UTF_8);
  }
}
