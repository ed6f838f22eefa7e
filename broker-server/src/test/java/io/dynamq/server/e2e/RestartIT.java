package io.dynamq.server.e2e;

import static io.dynamq.server.e2e.Packets.client;
import static io.dynamq.server.e2e.Packets.connect;
import static io.dynamq.server.e2e.Packets.id;
import static io.dynamq.server.e2e.Packets.publish;
import static io.dynamq.server.e2e.Packets.retained;
import static io.dynamq.server.e2e.Packets.subscribe;
import static io.dynamq.server.e2e.Packets.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.testkit.RawClient;
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
        assertThat(text(there.readPacket())).isEqualTo("moved");
      }
    }
  }

  @Test
  void retainedMessagesSurviveTheDeathOfTheProcessOnceWritten() {
    try (BrokerProcess broker = new BrokerProcess(directory.resolve("one")).start()) {
      try (RawClient publisher = client(broker)) {
        publisher.send(connect("p", true)).expect("20 02 00 00");
        publisher.send(retained(publish("kept", 1, 9, "r"))).expect("40 02 00 09");
      }
      broker.stop();
      broker.start();
      broker.kill();
      broker.start();
      try (RawClient subscriber = client(broker)) {
        subscriber.send(connect("s", true)).expect("20 02 00 00");
        subscriber.send(subscribe("kept", 0)).expect("90 03 00 01 00");
        assertThat(text(subscriber.readPacket())).isEqualTo("r");
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
      assertThat(text(subscriber.readPacket())).isEqualTo("unanswered");
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
      assertThat(text(repeated)).isEqualTo("unanswered");
      assertThat(repeated[0] & 8).as("DUP").isEqualTo(8);
      assertThat(id(repeated)).isEqualTo(1);
      assertThat(text(subscriber.readPacket())).isEqualTo("queued 1");
      assertThat(text(subscriber.readPacket())).isEqualTo("queued 2");
      assertThat(text(subscriber.readPacket())).isEqualTo("after");
      subscriber.send("70 02 00 02").expectNothing(200);
    }
  }
}
