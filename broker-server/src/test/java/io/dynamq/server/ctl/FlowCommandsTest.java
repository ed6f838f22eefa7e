package io.dynamq.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.message.Qos;
import io.dynamq.server.flow.Flow;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Commands about slow subscribers and single topics. */
class FlowCommandsTest extends CtlCalls {
  private final Flow flow = new Flow();

  @Test
  void slowSubscribers() throws IOException {
    prints("", "slow_subs", "list");
    admin
        .slow()
        .messageAcked(
            flow.client("c\u0007", 9_000), flow.message("a/b", Qos.AT_LEAST_ONCE, false, 750));
    prints(
        "Slow(c\\u0007, topic=a/b, timespan=750, last_update_time=2019-12-16T06:29:26Z)\n",
        "slow_subs", "list");
    assertThat(run("slow_subs", "list", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out).get(0).get("timespan").asLong()).isEqualTo(750);
    prints("ok\n", "slow_subs", "clear");
    prints("", "slow_subs", "list");
  }

  @Test
  void topicMetrics() {
    prints("", "topic_metrics", "list");
    prints("ok\n", "topic_metrics", "add", "a/b");
    admin.hooks().messagePublish(flow.message("a/b", Qos.AT_LEAST_ONCE, false, 0));
    prints(
        "TopicMetrics(a/b, messages.in=1, messages.out=0, messages.qos0.in=0, messages.qos0.out=0,"
            + " messages.qos1.in=1, messages.qos1.out=0, messages.qos2.in=0, messages.qos2.out=0,"
            + " messages.dropped=0)\n",
        "topic_metrics", "list");
    prints("ok\n", "topic_metrics", "del", "a/b");
    refuses(1, "Not Found.\n", "topic_metrics", "del", "a/b");
    assertThat(run("topic_metrics", "add", "a/#")).isEqualTo(2);
    assertThat(err).startsWith("Error: invalid_topic_name");
    prints("ok\n", "topic_metrics", "clear");
  }
}
