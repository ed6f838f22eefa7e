package io.dynamq.server.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.hook.HookChain;
import io.dynamq.message.Qos;
import org.junit.jupiter.api.Test;

/** Counters of single topics. */
class TopicMetricsTest {
  private final Flow flow = new Flow();
  private final HookChain hooks = new HookChain();
  private final TopicMetrics topics = new TopicMetrics(hooks, flow);

  private void published(String topic, Qos qos) {
    hooks.messagePublish(flow.message(topic, qos, false, 0));
  }

  @Test
  void whatComesAndGoesIsCountedByLevel() {
    topics.register("a/b");
    published("a/b", Qos.AT_MOST_ONCE);
    published("a/b", Qos.EXACTLY_ONCE);
    published("other", Qos.AT_MOST_ONCE);
    hooks.messageDelivered(flow.client("c", 1), flow.message("a/b", Qos.EXACTLY_ONCE, false, 0));
    hooks.messageDropped(flow.message("a/b", Qos.AT_MOST_ONCE, false, 0));
    flow.pass(2_000);
    assertThat(topics.metrics("a/b"))
        .containsEntry("messages.in.count", 2L)
        .containsEntry("messages.in.rate", 1.0)
        .containsEntry("messages.qos0.in.count", 1L)
        .containsEntry("messages.qos2.in.count", 1L)
        .containsEntry("messages.out.count", 1L)
        .containsEntry("messages.qos2.out.rate", 0.5)
        .containsEntry("messages.qos1.out.count", 0L)
        .containsEntry("messages.dropped.count", 1L);
    flow.pass(1_000);
    assertThat(topics.metrics("a/b"))
        .containsEntry("messages.in.count", 2L)
        .containsEntry("messages.in.rate", 0.0);
    assertThat(topics.metrics("other")).isNull();
  }

  @Test
  void nothingIsCountedForATopicThatIsTakenOut() {
    topics.register("a");
    topics.register("b");
    assertThat(topics.unregister("a")).isTrue();
    assertThat(topics.unregister("a")).isFalse();
    published("a", Qos.AT_MOST_ONCE);
    published("b", Qos.AT_MOST_ONCE);
    assertThat(topics.metrics("b")).containsEntry("messages.in.count", 1L);
    topics.clear();
    topics.register("b");
    assertThat(topics.metrics("b")).containsEntry("messages.in.count", 0L);
  }

  @Test
  void thereAreNotMoreThanCanBe() {
    for (int i = 0; i < TopicMetrics.TOPICS_MAX; i++) {
      assertThat(topics.register("t/" + i)).isTrue();
    }
    assertThat(topics.register("more")).isFalse();
    assertThat(topics.register("t/0")).isTrue();
    assertThat(topics.topics()).hasSize(TopicMetrics.TOPICS_MAX);
  }
}
