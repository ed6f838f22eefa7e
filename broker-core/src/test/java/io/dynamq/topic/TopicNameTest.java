package io.dynamq.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "/", "//", "a/b", " ", "$SYS/x", "日本/\uD83D\uDE80", "\uFEFF", "\u0001"})
  void acceptsWhatTheProtocolAllows(String text) {
    assertThat(TopicName.of(text).value()).isEqualTo(text).hasToString(text);
  }

  /** [MQTT-4.7.1-1], [MQTT-4.7.3-1], [MQTT-4.7.3-2], [MQTT-1.5.4-1]. */
  @ParameterizedTest
  @ValueSource(strings = {"", "+", "a/#", "a+b", "a#", "a\u0000b", "\uD800", "a\uDC00", "\uD83Dx"})
  void refusesWhatItDoesNot(String text) {
    assertThatThrownBy(() -> TopicName.of(text)).isInstanceOf(InvalidTopicException.class);
  }

  /** [MQTT-4.7.3-3]. */
  @Test
  void countsItsLengthInBytes() {
    assertThat(TopicName.of("x".repeat(65_535)).value()).hasSize(65_535);
    assertThat(TopicName.of("ü".repeat(32_767)).value()).hasSize(32_767);
    assertThatThrownBy(() -> TopicName.of("x".repeat(65_536)))
        .isInstanceOf(InvalidTopicException.class);
    assertThatThrownBy(() -> TopicName.of("ü".repeat(32_768)))
        .isInstanceOf(InvalidTopicException.class);
  }

  @ParameterizedTest
  @CsvSource({"a, 1", "/, 2", "a/b, 2", "//, 3", "a//b/, 4"})
  void countsLevels(String text, int levels) {
    assertThat(TopicName.of(text).levels()).isEqualTo(levels);
  }

  @Test
  void knowsSystemTopics() {
    assertThat(TopicName.of("$SYS").isSystem()).isTrue();
    assertThat(TopicName.of("a/$SYS").isSystem()).isFalse();
  }

  @Test
  void refusalsCarryNoStack() {
    assertThat(new InvalidTopicException("x").getStackTrace()).isEmpty();
  }
}
