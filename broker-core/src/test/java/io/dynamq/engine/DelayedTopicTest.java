package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.topic.TopicName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelayedTopicTest {
  private static final long NOW = 1_700_000_000_250_000L;

  private static long due(String number) {
    return DelayedTopic.parse("$delayed/" + number + "/t").dueMicros(NOW);
  }

  @Test
  void readsNumberAndTopic() {
    assertThat(DelayedTopic.parse("$delayed/15/x/y"))
        .isEqualTo(new DelayedTopic(15, TopicName.of("x/y")));
    assertThat(DelayedTopic.parse("$delayed/0//y"))
        .isEqualTo(new DelayedTopic(0, TopicName.of("/y")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$delayed/", "$delayed/5", "$delayed/5/", "$delayed//t", "$delayed/x/t", "$delayed/-5/t",
        "$delayed/+5/t", "$delayed/5.0/t", "$delayed/ 5/t", "$delayed/\u0665/t",
        "$delayed/9999999999999999/t", "$delayed/5/$delayed/5/t", "delayed/5/t"
      })
  void refusesWhatHasNoNumberOrNoTopic(String name) {
    assertThat(DelayedTopic.parse(name)).isNull();
  }

  @Test
  void countsSmallNumbersFromNow() {
    assertThat(due("0")).isEqualTo(NOW);
    assertThat(due("10")).isEqualTo(NOW + 10_000_000);
    assertThat(due("4294967")).isEqualTo(NOW + 4_294_967_000_000L);
  }

  @Test
  void takesGreaterNumbersForATimeAtMostAsFarAhead() {
    assertThat(due("1700000060")).isEqualTo(1_700_000_060_250_000L);
    assertThat(due("1704294967")).isEqualTo(1_704_294_967_250_000L);
    assertThat(due("1704294968")).isEqualTo(-1);
    assertThat(due("999999999999999")).isEqualTo(-1);
  }

  @Test
  void aTimeThatIsPastIsNow() {
    assertThat(due("4294968")).isEqualTo(NOW);
    assertThat(due("1699999999")).isEqualTo(NOW);
  }
}
