package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.testkit.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not fit into a queue is known afterwards, and stays out of it, over a kill. */
class UndeliveredIT {
  private static final String TOPIC = "news/a";
  private static final int LIMIT = 50;
  private static final int MESSAGES = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private BrokerProcess broker() {
    return new BrokerProcess(directory)
        .with("DYNAMQ_ZONE__EXTERNAL__MAX_MQUEUE_LEN", Integer.toString(LIMIT))
        .with("DYNAMQ_MQUEUE__RULE__1", "{\"topic\": \"cmd/#\", \"overflow\": \"reject_publisher\"}")
        .with("DYNAMQ_PERSISTENCE__HOLD", "3s");
  }

  private static void joinAndLeave(BrokerProcess broker, String filter) {
    try (RawClient client = Packets.connected(broker, "reader", false)) {
      client.send(Packets.subscribe(filter, 1)).expect("90 03 00 01 01");
      client.send("E0 00").expectClose();
    }
  }

  private static List<JsonNode> ledger(BrokerProcess broker) throws IOException {
    String json =
        broker
            .ctl(
                "undelivered", "list", "--client", "reader", "--reason", "queue_full", "--limit",
                "10000", "--json")
            .succeeded()
            .out();
    List<JsonNode> entries = new ArrayList<>();
    JSON.readTree(json).forEach(entries::add);
    return entries;
  }

  @Test
  void whatGaveWayIsInTheLedgerAndDoesNotComeBackAfterAKill() throws Exception {
    try (BrokerProcess broker = broker().start();
        Receiver reader = new Receiver(broker.mqttPort(), "reader", "news/#", 0);
        Courier courier = new Courier(broker.mqttPort(), "courier", TOPIC, 1, 7)) {
      joinAndLeave(broker, "news/#");
      courier.start();
      await().atMost(PATIENCE).until(() -> courier.acknowledgements() >= MESSAGES);
      courier.pause();
      await().until(() -> courier.isAtRest());
      List<Integer> sent = courier.acknowledged();
      await().atMost(PATIENCE).until(() -> ledger(broker).size() == sent.size() - LIMIT);
      broker.kill();
      broker.start();
      assertThat(distinct(ledger(broker))).hasSize(sent.size() - LIMIT);
      reader.start();
      await().atMost(PATIENCE).until(() -> reader.numbers(TOPIC).size() >= LIMIT);
      assertThat(reader.numbers(TOPIC))
          .containsExactlyElementsOf(sent.subList(sent.size() - LIMIT, sent.size()));

      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                broker.ctl("undelivered", "redeliver", "--client", "reader", "--limit", "40");
                broker.ctl("undelivered", "redeliver", "--client", "reader");
                return new HashSet<>(reader.numbers(TOPIC)).containsAll(sent);
              });
      assertThat(broker.ctl("undelivered", "redeliver").succeeded().out())
          .startsWith("Redelivered 0, earlier " + (sent.size() - LIMIT));
      assertThat(reader.numbers(TOPIC)).hasSize(sent.size());
    }
  }

  private static HashSet<String> distinct(List<JsonNode> entries) {
    HashSet<String> ids = new HashSet<>();
    entries.forEach(entry -> assertThat(ids.add(entry.path("msgid").asText())).isTrue());
    return ids;
  }

  @Test
  void aRealClientIsToldThatItsReceiversQueueIsFull() throws Exception {
    try (BrokerProcess broker = broker().start()) {
      joinAndLeave(broker, "cmd/#");
      MqttAsyncClient publisher =
          new MqttAsyncClient(
              "tcp://127.0.0.1:" + broker.mqttPort(), "publisher", new MemoryPersistence());
      publisher.connect().waitForCompletion();
      for (int i = 0; i < LIMIT; i++) {
        publish(publisher).waitForCompletion();
      }
      IMqttToken refused = publish(publisher);
      refused.waitForCompletion();
      assertThat(refused.getReasonCodes()).containsExactly(0x97);
      assertThat(broker.ctl("broker", "metrics").out())
          .containsPattern("delivery.dropped.publisher_refused\\s*: 1\n");
      assertThat(broker.ctl("undelivered", "list").succeeded().out()).isEmpty();
      publisher.disconnect().waitForCompletion();
      publisher.close();
    }
  }

  private static IMqttToken publish(MqttAsyncClient publisher) throws MqttException {
    return publisher.publish("cmd/x", new MqttMessage(new byte[] {1}, 1, false, null));
  }
}
