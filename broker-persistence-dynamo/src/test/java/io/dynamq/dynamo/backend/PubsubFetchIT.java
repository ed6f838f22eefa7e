package io.dynamq.dynamo.backend;

import static io.dynamq.dynamo.backend.BackendFixture.id;
import static io.dynamq.dynamo.backend.BackendFixture.message;
import static io.dynamq.dynamo.backend.BackendFixture.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.MessageId;
import io.dynamq.topic.TopicFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One-to-many: every client has a read position, messages stay. */
class PubsubFetchIT {
  private BackendFixture fixture;
  private ClientInfo client;

  @BeforeEach
  void start() throws Exception {
    fixture =
        new BackendFixture(
                "hook.session.subscribed.1 = {\"topic\": \"#\","
                    + " \"action\": {\"function\": \"on_message_fetch_for_pubsub\"},"
                    + " \"pool\": \"pool1\"}",
                "hook.message.acked.1 = {\"topic\": \"#\","
                    + " \"action\": {\"function\": \"on_message_acked_for_pubsub\"},"
                    + " \"pool\": \"pool1\"}")
            .start();
    client = fixture.connect("reader", 1);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private void subscribeFirst(String filter) {
    fixture.subscribe(client, filter, 1);
    await()
        .until(
            () -> {
              fixture.flush();
              return !fixture.rows("mqtt_acked").isEmpty();
            });
  }

  private String position(String topic) {
    fixture.flush();
    return fixture.rows("mqtt_acked").stream()
        .filter(row -> row.get("topic").s().equals(topic))
        .map(row -> row.get("msgid").s())
        .findFirst()
        .orElse(null);
  }

  @Test
  void aFirstSubscriptionStartsBehindTheNewestMessage() {
    fixture.publish(message(id(1), "a", 1, "history"));
    fixture.publish(message(id(2), "a", 1, "newest"));

    subscribeFirst("a");

    assertThat(position("a")).isEqualTo(id(2).toText());
    assertThat(fixture.broker.delivered()).isEmpty();
  }

  @Test
  void aFirstSubscriptionToAnEmptyTopicStartsNow() {
    long before = fixture.time.epochMicros();

    subscribeFirst("a");

    assertThat(MessageId.parse(position("a")).micros()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void aQosZeroSubscriptionGetsNoRow() {
    fixture.subscribe(client, "zero", 0);
    subscribeFirst("one");

    assertThat(fixture.rows("mqtt_acked"))
        .extracting(row -> row.get("topic"))
        .containsExactly(s("one"));
  }

  @Test
  void whatIsBehindThePositionIsSentAndStays() {
    fixture.publish(message(id(1), "a", 1, "history"));
    subscribeFirst("a");
    for (int i = 2; i < 6; i++) {
      fixture.publish(message(id(i), "a", 1, "m" + i));
    }
    fixture.hooks().messageAcked(client, message(id(3), "a", 1, "m3"));

    fixture.subscribe(client, "a", 1);

    await().until(() -> fixture.broker.delivered().size() == 2);
    assertThat(fixture.broker.deliveredPayloads()).containsExactly("m4", "m5");
    fixture.flush();
    assertThat(fixture.rows("mqtt_msg")).hasSize(5);
  }

  @Test
  void thePositionOnlyMovesForward() throws Exception {
    fixture.hooks().messageAcked(client, message(id(30), "a", 1, "x"));
    await().until(() -> id(30).toText().equals(position("a")));
    fixture.hooks().messageAcked(client, message(id(20), "a", 1, "x"));
    assertThat(position("a")).isEqualTo(id(30).toText());

    fixture.restart();
    fixture.hooks().messageAcked(client, message(id(25), "a", 1, "x"));
    fixture.hooks().messageAcked(client, message(id(31), "a", 1, "x"));
    await().until(() -> id(31).toText().equals(position("a")));
  }

  @Test
  void aWildcardKeepsOnePositionPerTopicBehindItsOwnStart() {
    fixture.publish(message(id(1), "w/1", 1, "history"));
    subscribeFirst("w/+");
    fixture.publish(message(id(2), "w/1", 1, "m2"));
    fixture.publish(message(id(3), "w/2", 1, "m3"));
    fixture.publish(message(id(4), "w/1", 1, "m4"));
    fixture.hooks().messageAcked(client, message(id(2), "w/1", 1, "m2"));
    await().until(() -> id(2).toText().equals(position("w/1")));

    fixture.subscribe(client, "w/+", 1);

    await().until(() -> fixture.broker.delivered().size() == 2);
    assertThat(fixture.broker.deliveredPayloads()).containsExactly("m3", "m4");
  }

  @Test
  void unsubscribingForgetsThePosition() {
    subscribeFirst("a");

    fixture.hooks().sessionUnsubscribed(client, TopicFilter.of("a"));
    fixture.flush();

    assertThat(fixture.rows("mqtt_acked")).isEmpty();
  }
}
