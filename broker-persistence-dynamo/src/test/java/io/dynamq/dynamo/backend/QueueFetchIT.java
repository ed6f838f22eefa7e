package io.dynamq.dynamo.backend;

import static io.dynamq.dynamo.backend.BackendFixture.id;
import static io.dynamq.dynamo.backend.BackendFixture.message;
import static io.dynamq.dynamo.backend.BackendFixture.n;
import static io.dynamq.dynamo.backend.BackendFixture.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.UserProperty;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One-to-one: stored for a topic, fetched on subscribe, gone when acknowledged. */
class QueueFetchIT {
  private static final String LIMITED =
      "hook.session.subscribed.1 = {\"action\": {\"function\": \"on_message_fetch_for_queue\"},"
          + " \"pool\": \"pool1\", \"offline_opts\": ";

  private BackendFixture fixture;

  private void start(String... lines) throws Exception {
    fixture = new BackendFixture(lines).start();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private List<Message> fetch(String client, String filter, int expected) {
    ClientInfo subscriber = fixture.connect(client, 1);
    fixture.subscribe(subscriber, filter, 1);
    await().until(() -> fixture.broker.delivered().size() >= expected);
    return fixture.broker.delivered();
  }

  @Test
  void comesInPublishOrderAlthoughTheIdsTextsDoNot() throws Exception {
    start();
    List<String> published = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      fixture.publish(message(id(i), "a/b", 1, "m" + i));
      published.add("m" + i);
      texts.add(id(i).toText());
    }
    fixture.flush();

    fetch("reader", "a/b", 300);

    assertThat(texts).isNotEqualTo(texts.stream().sorted().toList());
    assertThat(fixture.broker.deliveredPayloads()).isEqualTo(published);
    assertThat(fixture.broker.pages).allMatch(page -> !page.retained());
  }

  @Test
  void seesWhatIsNotFlushedYet() throws Exception {
    start();
    fixture.publish(message(id(1), "a", 1, "fresh"));

    fetch("reader", "a", 1);

    assertThat(fixture.broker.deliveredPayloads()).containsExactly("fresh");
  }

  @Test
  void anAcknowledgementEndsTheMessageInAllTables() throws Exception {
    start();
    fixture.publish(message(id(1), "a", 1, "one"));
    fixture.publish(message(id(2), "a", 2, "two"));
    fixture.flush();
    ClientInfo client = fixture.connect("reader", 1);

    fixture.hooks().messageAcked(client, message(id(1), "a", 1, "one"));
    fixture.flush();
    assertThat(fixture.rows("mqtt_msg"))
        .extracting(row -> row.get("payload"))
        .containsExactly(s("two"));
    assertThat(fixture.rows("mqtt_topic_msg_map"))
        .extracting(row -> row.get("MsgId").ss())
        .containsExactly(List.of(id(2).toText()));

    fixture.hooks().messageAcked(client, message(id(2), "a", 2, "two"));
    await().until(() -> fixture.rows("mqtt_topic_msg_map").isEmpty());
    fixture.flush();
    assertThat(fixture.rows("mqtt_msg")).isEmpty();
    assertThat(fixture.rows("mqtt_acked"))
        .extracting(row -> row.get("msgid"))
        .containsExactly(s(id(2).toText()));
  }

  @Test
  void acknowledgingWhatIsGoneIsNoError() throws Exception {
    start();
    ClientInfo client = fixture.connect("reader", 1);

    fixture.hooks().messageAcked(client, message(id(1), "never/stored", 1, "x"));
    fixture.flush();

    assertThat(fixture.rows("mqtt_topic_msg_map")).isEmpty();
    assertThat(fixture.count(io.dynamq.observe.Metric.STORE_POISONED)).isZero();
  }

  @Test
  void aQosZeroSubscriptionIsSentNothing() throws Exception {
    start();
    fixture.publish(message(id(1), "a", 1, "x"));
    ClientInfo zero = fixture.connect("zero", 1);
    fixture.subscribe(zero, "a", 0);

    fetch("one", "a", 1);

    assertThat(fixture.broker.pages)
        .extracting(page -> page.client().value())
        .containsExactly("one");
  }

  @Test
  void aRuleOnHashLeavesDollarFiltersAlone() throws Exception {
    start();
    fixture.publish(message(id(1), "$SYS/x", 1, "x"));
    fixture.flush();

    assertThat(fixture.rows("mqtt_msg")).isEmpty();
  }

  @Test
  void aSharedSubscriptionFetchesItsFiltersTopic() throws Exception {
    start();
    fixture.publish(message(id(1), "jobs", 1, "x"));

    assertThat(fetch("worker", "$share/g/jobs", 1)).hasSize(1);
  }

  @Test
  void aWildcardFetchesEveryMatchingTopicInPublishOrder() throws Exception {
    start();
    for (int i = 0; i < 40; i++) {
      fixture.publish(message(id(i), "w/" + i % 4, 1, "m" + i));
    }
    fixture.publish(message(id(50), "other", 1, "not this"));
    fixture.flush();
    fixture.restart();

    fetch("reader", "w/+", 40);

    assertThat(fixture.broker.delivered())
        .extracting(Message::id)
        .isSorted()
        .hasSize(40);
  }

  @Test
  void maxReturnedCountTakesTheOldest() throws Exception {
    start(LIMITED + "{\"max_returned_count\": 2}}");
    for (int i = 0; i < 5; i++) {
      fixture.publish(message(id(i), "a", 1, "m" + i));
    }

    fetch("reader", "a", 2);

    assertThat(fixture.broker.deliveredPayloads()).containsExactly("m0", "m1");
  }

  @Test
  void timeRangeLeavesOutWhatIsOlder() throws Exception {
    start(LIMITED + "{\"time_range\": \"2h\"}}");
    MessageId recent = MessageId.of(fixture.time.epochMicros() - 3_600_000_000L, 1, 1, 1);
    fixture.publish(message(id(1), "a", 1, "of 2019"));
    fixture.publish(message(recent, "a", 1, "an hour ago"));

    fetch("reader", "a", 1);

    assertThat(fixture.broker.deliveredPayloads()).containsExactly("an hour ago");
  }

  @Test
  void idsOfOlderReleasesComeLastAndCanBeAcknowledged() throws Exception {
    start();
    String old = "2PguFrHsrzEvIIBdctmb";
    fixture.put(
        "mqtt_msg",
        Map.of(
            "msgid", s(old), "topic", s("a"), "qos", n(1), "retain", n(0),
            "payload", s("old"), "sender", s("x"), "arrived", n(1_500_000_000)));
    fixture.put(
        "mqtt_topic_msg_map",
        Map.of("topic", s("a"), "MsgId", AttributeValue.fromSs(List.of(old))));
    fixture.restart();
    fixture.publish(message(id(1), "a", 1, "new"));

    List<Message> delivered = fetch("reader", "a", 2);
    assertThat(fixture.broker.deliveredPayloads()).containsExactly("new", "old");

    ClientInfo client = BackendFixture.client("reader", 1);
    delivered.forEach(m -> fixture.hooks().messageAcked(client, m));
    await().until(() -> fixture.rows("mqtt_topic_msg_map").isEmpty());
    fixture.flush();
    assertThat(fixture.rows("mqtt_msg")).isEmpty();
  }

  @Test
  void bytesThatAreNoUtf8AreBinaryAndComeBackUnchanged() throws Exception {
    start();
    byte[] bytes = {(byte) 0xFF, 0, (byte) 0xC0, 1};
    fixture.publish(message(id(1), "a", 1, false, bytes));
    fixture.publish(message(id(2), "a", 1, false, new byte[0]));
    fixture.flush();

    assertThat(fixture.rows("mqtt_msg"))
        .extracting(row -> row.get("payload").type().name())
        .containsExactlyInAnyOrder("B", "S");
    List<Message> delivered = fetch("reader", "a", 2);
    assertThat(delivered.get(0).payload()).containsExactly(bytes);
    assertThat(delivered.get(1).payload()).isEmpty();
  }

  @Test
  void mqtt5PropertiesTravel() throws Exception {
    start();
    MessageProperties properties =
        new MessageProperties(
            true,
            "text/plain",
            "reply/to",
            new byte[] {1, (byte) 200},
            List.of(new UserProperty("k", "1"), new UserProperty("k", "2")));
    long expiry = fixture.time.epochMillis() + 3_600_000;
    fixture.publish(
        new Message(
            id(1), TopicName.of("a"), Qos.EXACTLY_ONCE, false, new byte[] {'x'}, properties, "me",
            id(1).micros(), expiry));
    fixture.flush();

    Message back = fetch("reader", "a", 1).get(0);

    assertThat(back.properties().userProperties()).isEqualTo(properties.userProperties());
    assertThat(back.properties().correlationData()).containsExactly(1, 200);
    assertThat(back.properties().contentType()).isEqualTo("text/plain");
    assertThat(back.properties().responseTopic()).isEqualTo("reply/to");
    assertThat(back.properties().payloadIsUtf8()).isTrue();
    assertThat(back.expiresAtMillis()).isEqualTo(expiry);
    assertThat(back.sender()).isEqualTo("me");
    assertThat(back.qos()).isEqualTo(Qos.EXACTLY_ONCE);
    assertThat(fixture.rows("mqtt_msg").get(0).get("ttl")).isEqualTo(n((expiry + 999) / 1_000));
  }

  @Test
  void whatHasExpiredIsNotSentAndIsCleanedUp() throws Exception {
    start(
        "hook.message.publish.1 = {\"action\": {\"function\": \"on_message_publish\"},"
            + " \"pool\": \"pool1\", \"expired_time\": 3600}");
    MessageId recent = MessageId.of(fixture.time.epochMicros(), 1, 1, 1);
    fixture.publish(message(id(1), "a", 1, "of 2019"));
    fixture.publish(message(recent, "a", 1, "now"));
    fixture.flush();

    fetch("reader", "a", 1);

    assertThat(fixture.broker.deliveredPayloads()).containsExactly("now");
    fixture.flush();
    assertThat(fixture.rows("mqtt_msg")).hasSize(1);
    assertThat(fixture.rows("mqtt_topic_msg_map").get(0).get("MsgId").ss())
        .containsExactly(recent.toText());
  }

  @Test
  void storeKeepsQosZeroButNeverSendsIt() throws Exception {
    start(
        "hook.message.publish.4 = {\"topic\": \"#\","
            + " \"action\": {\"function\": \"on_message_store\"}, \"pool\": \"pool1\"}");
    fixture.publish(message(id(1), "a", 0, "archive"));
    fixture.publish(message(id(2), "a", 1, "queue"));
    fixture.flush();

    assertThat(fixture.rows("mqtt_msg")).hasSize(2);
    fetch("reader", "a", 1);
    assertThat(fixture.broker.deliveredPayloads()).containsExactly("queue");
  }

  @Test
  void publishAloneLeavesQosZeroOut() throws Exception {
    start();
    fixture.publish(message(id(1), "a", 0, "x"));
    fixture.flush();

    assertThat(fixture.rows("mqtt_msg")).isEmpty();
  }
}
