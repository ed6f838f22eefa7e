package io.dynamq.dynamo.backend;

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
import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the tables hold, attribute by attribute, against the samples of EMQX's documentation. */
class PageSamplesIT {
  private static final String SAMPLE_ID = "Mjg4MTk1MDYwNTk0NjYwNzYzMTg4MDk3OTQ2MDU2Nzg1OTD";
  private static final MessageId SAMPLE = MessageId.of(1562308553981613L, 0xF443, 0xA53, 1);
  private BackendFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new BackendFixture().start();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void clientTable() {
    fixture.connect("mqttjs_384b9c73a9", 1562224940_123L);
    fixture.flush();

    assertThat(fixture.rows("mqtt_client"))
        .containsExactly(
            Map.of(
                "offline_at", n(0),
                "node", s("emqx@127.0.0.1"),
                "clientid", s("mqttjs_384b9c73a9"),
                "connect_state", n(1),
                "online_at", n(1562224940),
                "connection", n(1562224940_123L)));
  }

  @Test
  void subscriptionTable() {
    for (String topic : List.of("test-dynamo-sub", "test-dynamo-sub-1", "test-dynamo-sub-2")) {
      fixture.put(
          "mqtt_sub", Map.of("qos", n(2), "topic", s(topic), "clientid", s("test-dynamo")));
    }

    ClientInfo client = fixture.connect("test-dynamo", 1);

    await().until(() -> !fixture.broker.subscribed.isEmpty());
    assertThat(fixture.broker.subscribed)
        .containsExactly(
            new RecordingBroker.Subscribed(
                client.id(),
                List.of(
                    Subscription.of(TopicFilter.of("test-dynamo-sub"), Qos.EXACTLY_ONCE),
                    Subscription.of(TopicFilter.of("test-dynamo-sub-1"), Qos.EXACTLY_ONCE),
                    Subscription.of(TopicFilter.of("test-dynamo-sub-2"), Qos.EXACTLY_ONCE))));
  }

  @Test
  void messageTableAndTopicMap() {
    fixture.publish(message(SAMPLE, "test", 1, "{ \"msg\": \"Hello, World!\" }"));
    fixture.flush();

    assertThat(fixture.rows("mqtt_msg"))
        .containsExactly(
            Map.of(
                "arrived", n(1562308553),
                "qos", n(1),
                "sender", s("mqttjs_231b962d5c"),
                "payload", s("{ \"msg\": \"Hello, World!\" }"),
                "retain", n(0),
                "msgid", s(SAMPLE_ID),
                "topic", s("test")));
    assertThat(fixture.rows("mqtt_topic_msg_map"))
        .containsExactly(
            Map.of("topic", s("test"), "MsgId", AttributeValue.fromSs(List.of(SAMPLE_ID))));
  }

  @Test
  void retainTable() {
    MessageId id = MessageId.parse("Mjg4MTk1NzE3MTY4MjYxMjA5MDExMDg0NTk5ODgzMjAyNTH");
    fixture.publish(
        new Message(
            id,
            TopicName.of("testtopic"),
            Qos.AT_LEAST_ONCE,
            true,
            "test".getBytes(StandardCharsets.UTF_8),
            MessageProperties.NONE,
            "mqttjs_d0513acfce",
            id.micros(),
            Message.NEVER));
    fixture.flush();

    assertThat(fixture.rows("mqtt_retain"))
        .containsExactly(
            Map.of(
                "arrived", n(1562312113),
                "qos", n(1),
                "sender", s("mqttjs_d0513acfce"),
                "payload", s("test"),
                "retain", n(1),
                "msgid", s("Mjg4MTk1NzE3MTY4MjYxMjA5MDExMDg0NTk5ODgzMjAyNTH"),
                "topic", s("testtopic")));
  }

  @Test
  void ackedTable() {
    ClientInfo client = fixture.connect("mqttjs_861e582a70", 1);
    fixture.hooks().messageAcked(client, message(SAMPLE, "test", 1, "x"));
    fixture.flush();

    assertThat(fixture.rows("mqtt_acked"))
        .containsExactly(
            Map.of(
                "topic", s("test"),
                "msgid", s(SAMPLE_ID),
                "clientid", s("mqttjs_861e582a70")));
  }
}
