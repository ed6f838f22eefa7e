package io.dynamq.dynamo.backend;

import static io.dynamq.dynamo.backend.BackendFixture.id;
import static io.dynamq.dynamo.backend.BackendFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.message.Subscription.RetainHandling;
import io.dynamq.topic.TopicFilter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Retained messages in {@code mqtt_retain}. */
class RetainIT {
  private BackendFixture fixture;
  private ClientInfo client;

  @BeforeEach
  void start() throws Exception {
    fixture = new BackendFixture().start();
    client = fixture.connect("reader", 1);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private void retain(int second, String topic, String payload) {
    fixture.publish(
        message(id(second), topic, 0, true, payload.getBytes(StandardCharsets.UTF_8)));
  }

  private void subscribe(String filter, RetainHandling handling, boolean isNew) {
    fixture
        .hooks()
        .sessionSubscribed(
            client,
            new Subscription(
                TopicFilter.of(filter), Qos.AT_MOST_ONCE, false, false, handling, 0),
            isNew);
  }

  private void expect(String... payloads) {
    await().until(() -> fixture.broker.delivered().size() >= payloads.length);
    assertThat(fixture.broker.deliveredPayloads()).containsExactly(payloads);
    assertThat(fixture.broker.pages).allMatch(RecordingBroker.Page::retained);
  }

  @Test
  void theLastOneOfATopicIsKept() {
    retain(1, "a", "first");
    retain(2, "a", "second");
    fixture.flush();

    assertThat(fixture.rows("mqtt_retain")).hasSize(1);
    fixture.subscribe(client, "a", 0);
    expect("second");
  }

  @Test
  void anEmptyOneDeletes() {
    retain(1, "a", "x");
    retain(2, "b", "y");
    fixture.flush();
    retain(3, "a", "");
    fixture.flush();

    assertThat(fixture.rows("mqtt_retain")).hasSize(1);
    fixture.subscribe(client, "#", 0);
    expect("y");
  }

  @Test
  void aWildcardFindsThoseOfEarlierRunsInOrderOfArrival() throws Exception {
    retain(3, "w/c", "third");
    retain(1, "w/b", "first");
    retain(2, "w", "second");
    retain(4, "v/a", "elsewhere");
    retain(5, "$SYS/x", "hidden");
    fixture.restart();

    fixture.subscribe(client, "w/#", 0);

    expect("first", "second", "third");
  }

  @Test
  void retainHandlingIsHonoured() {
    retain(1, "a", "x");
    subscribe("a", RetainHandling.DO_NOT_SEND, true);
    subscribe("a", RetainHandling.SEND_IF_NEW, false);
    fixture.subscribe(client, "$share/g/a", 0);
    assertThat(fixture.broker.pages).isEmpty();

    subscribe("a", RetainHandling.SEND_IF_NEW, true);
    expect("x");
  }

  @Test
  void aSubscriptionFetchedAndRetainedAtOnceGetsTheMessageOnce() {
    fixture.publish(
        message(id(1), "a", 1, true, "both".getBytes(StandardCharsets.UTF_8)));

    fixture.subscribe(client, "a", 1);

    await().until(() -> fixture.broker.pages.size() == 2);
    assertThat(fixture.broker.deliveredPayloads()).containsExactly("both");
  }

  @Test
  void anAcknowledgedRetainedMessageStaysRetained() {
    fixture.publish(
        message(id(1), "a", 1, true, "x".getBytes(StandardCharsets.UTF_8)));
    fixture.flush();

    fixture.hooks().messageAcked(client, message(id(1), "a", 1, "x"));
    fixture.flush();

    assertThat(fixture.rows("mqtt_msg")).isEmpty();
    assertThat(fixture.rows("mqtt_retain")).hasSize(1);
  }
}
