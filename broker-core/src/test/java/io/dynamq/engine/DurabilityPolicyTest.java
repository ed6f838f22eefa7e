package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.UserProperty;
import io.dynamq.store.Durability;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurabilityPolicyTest {
  private final DurabilityPolicy policy =
      new DurabilityPolicy(
          Durability.WAL,
          List.of(
              new DurabilityPolicy.Rule(TopicFilter.of("cmd/#"), Durability.STORE),
              new DurabilityPolicy.Rule(TopicFilter.of("cmd/noise"), Durability.MEMORY),
              new DurabilityPolicy.Rule(TopicFilter.of("noise/+"), Durability.MEMORY)),
          OutagePolicy.SPOOL);

  @Test
  void theFirstRuleThatMatchesHoldsElseTheBase() {
    assertThat(policy.of(TopicName.of("cmd/a/b"))).isEqualTo(Durability.STORE);
    assertThat(policy.of(TopicName.of("cmd/noise"))).isEqualTo(Durability.STORE);
    assertThat(policy.of(TopicName.of("noise/a"))).isEqualTo(Durability.MEMORY);
    assertThat(policy.of(TopicName.of("noise/a/b"))).isEqualTo(Durability.WAL);
  }

  @ParameterizedTest
  @CsvSource({
    "t,       store,  STORE",
    "t,       wal,    WAL",
    "t,       memory, WAL",
    "cmd/a,   memory, STORE",
    "cmd/a,   wal,    STORE",
    "noise/a, wal,    WAL",
    "noise/a, store,  STORE",
    "t,       disk,   WAL",
    "cmd/a,   STORE,  STORE"
  })
  void aPublisherAsksForMoreNeverForLess(String topic, String asked, Durability promised) {
    assertThat(policy.of(asking(topic, DurabilityPolicy.ASKED, asked))).isEqualTo(promised);
  }

  @Test
  void otherUserPropertiesAskForNothing() {
    assertThat(policy.of(asking("noise/a", "x-durable", "store"))).isEqualTo(Durability.MEMORY);
  }

  private static Message asking(String topic, String name, String value) {
    return new Message(
        new MessageId(1, 1),
        TopicName.of(topic),
        Qos.AT_LEAST_ONCE,
        false,
        new byte[0],
        new MessageProperties(false, null, null, null, List.of(new UserProperty(name, value))),
        "sender",
        1,
        Message.NEVER);
  }
}
