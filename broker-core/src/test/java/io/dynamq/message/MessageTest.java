package io.dynamq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageTest {

  private static Message message(long expiresAtMillis) {
    return message(expiresAtMillis, MessageProperties.NONE);
  }

  private static Message message(long expiresAtMillis, MessageProperties properties) {
    return new Message(
        MessageId.of(1, 1, 1, 1),
        TopicName.of("topic"),
        Qos.AT_LEAST_ONCE,
        false,
        new byte[7],
        properties,
        "sender",
        1,
        expiresAtMillis);
  }

  /** [MQTT-3.3.2-6]: rounded up, so that a message is never sent with no time left. */
  @ParameterizedTest
  @CsvSource({
    "10000, 0, 10",
    "10000, 1, 10",
    "10000, 1000, 9",
    "10000, 9000, 1",
    "10000, 9999, 1",
    "10000, 10000, 1",
    "10000, 20000, 1"
  })
  void secondsLeftRoundUp(long expiresAt, long now, long left) {
    assertThat(message(expiresAt).secondsLeft(now)).isEqualTo(left);
  }

  @Test
  void aMessageWithoutExpiryLivesOn() {
    assertThat(message(Message.NEVER).secondsLeft(5)).isEqualTo(-1);
    assertThat(message(Message.NEVER).isExpired(Long.MAX_VALUE - 1)).isFalse();
  }

  /** [MQTT-3.3.2-5]. */
  @Test
  void itExpiresAtItsMillisecond() {
    assertThat(message(1_000).isExpired(999)).isFalse();
    assertThat(message(1_000).isExpired(1_000)).isTrue();
  }

  @Test
  void sizeIsPayloadTopicAndProperties() {
    MessageProperties properties =
        new MessageProperties(
            true, "text", "answer", new byte[3], List.of(new UserProperty("key", "value")));
    assertThat(message(1).size()).isEqualTo(12);
    assertThat(message(1, properties).size()).isEqualTo(12 + 4 + 6 + 3 + 8);
  }


  @Test
  void userPropertiesAreCopied() {
    List<UserProperty> given = new ArrayList<>(List.of(new UserProperty("a", "1")));
    MessageProperties properties = new MessageProperties(false, null, null, null, given);
    given.clear();
    assertThat(properties.userProperties()).hasSize(1);
    assertThat(properties.isEmpty()).isFalse();
    assertThat(MessageProperties.NONE.isEmpty()).isTrue();
  }

  @Test
  void levelsOfServiceAreOrdered() {
    assertThat(Qos.of(2)).isEqualTo(Qos.EXACTLY_ONCE);
    assertThat(Qos.of(3)).isNull();
    assertThat(Qos.of(-1)).isNull();
    assertThat(Qos.EXACTLY_ONCE.min(Qos.AT_LEAST_ONCE)).isEqualTo(Qos.AT_LEAST_ONCE);
    assertThat(Qos.AT_MOST_ONCE.min(Qos.AT_LEAST_ONCE)).isEqualTo(Qos.AT_MOST_ONCE);
    assertThat(Qos.AT_MOST_ONCE.isAcknowledged()).isFalse();
    assertThat(Qos.AT_LEAST_ONCE.isAcknowledged()).isTrue();
  }

  @Test
  void aClientIdIsNotEmpty() {
    assertThatThrownBy(() -> new ClientId("")).isInstanceOf(IllegalArgumentException.class);
    assertThat(new ClientId("a")).isLessThan(new ClientId("b")).hasToString("a");
  }
}
