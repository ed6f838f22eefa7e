package io.dynamq.server.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.Qos;
import io.dynamq.server.config.SlowConfig;
import io.dynamq.server.flow.SlowSubscribers.Slow;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who takes longest. */
class SlowSubscribersTest {
  private final Flow flow = new Flow();
  private SlowSubscribers slow = ranking(false);

  private SlowSubscribers ranking(boolean internal) {
    return new SlowSubscribers(new SlowConfig(true, 500, internal, 2, 60_000), flow);
  }

  private void acked(String client, String topic, long took) {
    slow.messageAcked(
        flow.client(client, 100_000), flow.message(topic, Qos.AT_LEAST_ONCE, false, took));
  }

  private List<String> ranked() {
    return slow.list().stream()
        .map(one -> one.client() + " " + one.topic() + " " + one.tookMillis())
        .toList();
  }

  @Test
  void theWorstOfEachClientAndTopicAreRanked() {
    acked("a", "t", 499);
    acked("a", "t", 600);
    acked("a", "t", 550);
    acked("b", "t", 700);
    acked("a", "u", 650);
    assertThat(ranked()).containsExactly("b t 700", "a u 650");
    acked("a", "v", 649);
    acked("b", "t", 800);
    assertThat(ranked()).containsExactly("b t 800", "a u 650");
    slow.clear();
    assertThat(ranked()).isEmpty();
    acked("a", "t", 501);
    assertThat(ranked()).containsExactly("a t 501");
  }

  @Test
  void whoIsNotSlowAgainIsLeftOut() {
    acked("a", "t", 600);
    flow.pass(59_999);
    assertThat(slow.list()).extracting(Slow::client).containsExactly("a");
    flow.pass(1);
    assertThat(slow.list()).isEmpty();
  }

  @Test
  void whatWaitedForItsClientOrWasRetainedIsNotTheClientsFault() {
    slow.messageAcked(
        flow.client("back", 1_000), flow.message("t", Qos.AT_LEAST_ONCE, false, 1_001));
    slow.messageAcked(
        flow.client("late", 9_000), flow.message("t", Qos.AT_LEAST_ONCE, true, 1_001));
    assertThat(ranked()).isEmpty();
  }

  @Test
  void qos0IsOverWhenItIsSentAndTheRestWhenItIsConfirmed() {
    slow.messageDelivered(flow.client("a", 9_000), flow.message("t", Qos.AT_LEAST_ONCE, false, 900));
    slow.messageDelivered(flow.client("b", 9_000), flow.message("t", Qos.AT_MOST_ONCE, false, 800));
    assertThat(ranked()).containsExactly("b t 800");
    slow = ranking(true);
    slow.messageDelivered(flow.client("a", 9_000), flow.message("t", Qos.AT_LEAST_ONCE, false, 900));
    acked("c", "t", 950);
    assertThat(ranked()).containsExactly("a t 900");
  }
}
