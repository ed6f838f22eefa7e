package io.dynamq.dynamo.backend;

import static io.dynamq.dynamo.backend.BackendFixture.id;
import static io.dynamq.dynamo.backend.BackendFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Message;
import io.dynamq.observe.Metric;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The topic map's chunks: spilling over, refilling, and what a window costs. */
class TopicMapIT {
  private BackendFixture fixture;

  @AfterEach
  void stop() {
    fixture.close();
  }

  private Map<String, Set<String>> chunks() {
    Map<String, Set<String>> chunks = new HashMap<>();
    fixture
        .rows("mqtt_topic_msg_map")
        .forEach(
            row ->
                chunks.put(
                    row.get("topic").s(),
                    row.containsKey("MsgId") ? Set.copyOf(row.get("MsgId").ss()) : Set.of()));
    return chunks;
  }

  private static Set<String> ids(int from, int to) {
    Set<String> ids = new HashSet<>();
    IntStream.range(from, to).forEach(i -> ids.add(id(i).toText()));
    return ids;
  }

  private void publish(int from, int to) {
    for (int i = from; i < to; i++) {
      fixture.publish(message(id(i), "t", 1, "m" + i));
    }
  }

  private void acknowledge(int from, int to) {
    ClientInfo client = BackendFixture.client("reader", 1);
    for (int i = from; i < to; i++) {
      fixture.hooks().messageAcked(client, message(id(i), "t", 1, "m" + i));
    }
  }

  @Test
  void idsBeyondTheBoundGoToFurtherItems() throws Exception {
    fixture = new BackendFixture("map.max_ids = 5").start();

    publish(0, 12);
    fixture.flush();

    assertThat(chunks())
        .isEqualTo(Map.of("t", ids(0, 5), "t\0" + 1, ids(5, 10), "t\0" + 2, ids(10, 12)));
  }

  @Test
  void aDrainedHeadIsRefilledWithTheOldestAndNoGapIsLeft() throws Exception {
    fixture = new BackendFixture("map.max_ids = 5").start();
    publish(0, 17);
    fixture.flush();

    acknowledge(0, 5);
    fixture.flush();

    await()
        .untilAsserted(
            () ->
                assertThat(chunks())
                    .isEqualTo(
                        Map.of("t", ids(5, 10), "t\0" + 1, ids(15, 17), "t\0" + 2, ids(10, 15))));
  }

  @Test
  void everythingIsFetchedInOrderAcrossChunksAndDrainsToNothing() throws Exception {
    fixture = new BackendFixture("map.max_ids = 5").start();
    publish(0, 23);
    fixture.restart();
    ClientInfo client = fixture.connect("reader", 1);
    fixture.subscribe(client, "t", 1);
    await().until(() -> fixture.broker.delivered().size() == 23);

    List<Message> delivered = fixture.broker.delivered();
    assertThat(delivered).extracting(Message::id).isSorted();
    for (Message message : delivered) {
      fixture.hooks().messageAcked(client, message);
      fixture.flush();
    }

    await().untilAsserted(() -> assertThat(chunks()).isEmpty());
    assertThat(fixture.rows("mqtt_msg")).isEmpty();
  }

  @Test
  void publishingGoesOnWhileChunksMove() throws Exception {
    fixture = new BackendFixture("map.max_ids = 5").start();
    publish(0, 20);
    fixture.flush();
    for (int i = 0; i < 40; i++) {
      acknowledge(i, i + 1);
      publish(20 + i, 21 + i);
    }
    fixture.flush();

    await()
        .untilAsserted(
            () -> {
              fixture.flush();
              Set<String> all = new HashSet<>();
              chunks().values().forEach(all::addAll);
              assertThat(all).isEqualTo(ids(40, 60));
            });
  }

  @Test
  void chunksOfAnEarlierRunAreFoundWithoutTheHead() throws Exception {
    fixture = new BackendFixture("map.max_ids = 5").start();
    fixture.put(
        "mqtt_topic_msg_map",
        Map.of(
            "topic", BackendFixture.s("t\0" + 2),
            "MsgId",
                software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromSs(
                    List.copyOf(ids(0, 3)))));

    fixture.restart();

    await().untilAsserted(() -> assertThat(chunks()).isEqualTo(Map.of("t", ids(0, 3))));
  }

  @Test
  void aWindowOfATopicIsOneRequest() throws Exception {
    fixture = new BackendFixture().start();
    long before = fixture.count(Metric.STORE_FLUSHED);

    publish(0, 200);
    fixture.flush();

    // 200 bodies and one change of the map, which the store saw as one entry.
    await().until(() -> fixture.count(Metric.STORE_FLUSHED) - before == 201);
    assertThat(fixture.count(Metric.STORE_REQUESTS)).isLessThan(40);
  }

  @Test
  void whatIsAcknowledgedWithinTheWindowIsNeverWritten() throws Exception {
    fixture = new BackendFixture().start();
    fixture.flush();
    long before = fixture.count(Metric.STORE_FLUSHED);

    for (int i = 0; i < 50; i++) {
      publish(i, i + 1);
      acknowledge(i, i + 1);
    }
    fixture.flush();

    // Only the newest position of mqtt_acked; a slow machine may flush a few in between.
    assertThat(fixture.count(Metric.STORE_FLUSHED) - before).isLessThan(20);
    assertThat(fixture.count(Metric.STORE_ELIDED)).isGreaterThan(50);
    assertThat(fixture.rows("mqtt_msg")).isEmpty();
    assertThat(fixture.rows("mqtt_acked")).hasSize(1);
  }

  @Test
  void aSecondReceiversAcknowledgementCostsNothingMore() throws Exception {
    fixture = new BackendFixture().start();
    publish(0, 1);
    fixture.flush();
    for (String receiver : List.of("a", "b", "c")) {
      fixture
          .hooks()
          .messageAcked(BackendFixture.client(receiver, 1), message(id(0), "t", 1, "m0"));
      fixture.flush();
    }

    await().untilAsserted(() -> assertThat(chunks()).isEmpty());
    assertThat(fixture.rows("mqtt_acked")).hasSize(3);
  }
}
