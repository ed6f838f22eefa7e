package io.dynamq.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.dynamq.topic.TopicName;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundAliasesTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 15, 16, 17, 100, 1_000, 65_535})
  void staysWithinTheMaximumAndNeverTellsOneAliasForTwoTopics(int maximum) {
    OutboundAliases aliases = new OutboundAliases(maximum);
    TopicName[] told = new TopicName[maximum + 1];
    TopicName[] topics = topics(500);
    int omitted = 0;
    for (int i = 0; i < 20_000; i++) {
      TopicName topic = topics[i * 31 % 97 * (1 + i % 5)];
      int alias = aliases.choose(topic);
      if (alias < 0) {
        told[-alias] = topic;
        aliases.told(-alias, topic);
      } else if (alias > 0) {
        omitted++;
        assertThat(told[alias]).isEqualTo(topic);
      }
    }
    assertThat(omitted).isPositive();
  }

  @Test
  void servesAsManyTopicsAsThereAreAliasesIfTheseAreFew() {
    OutboundAliases aliases = new OutboundAliases(15);
    TopicName[] topics = topics(15);
    Set<Integer> used = new HashSet<>();
    for (int round = 0; round < 50; round++) {
      for (TopicName topic : topics) {
        int alias = aliases.choose(topic);
        if (alias < 0) {
          aliases.told(-alias, topic);
        }
        used.add(Math.abs(alias));
      }
    }
    assertThat(used).hasSize(15);
    assertThat(topics).allMatch(topic -> aliases.choose(topic) > 0);
  }

  @Test
  void aChoiceThatWasNotToldIsOfferedAgain() {
    OutboundAliases aliases = new OutboundAliases(4);
    TopicName topic = TopicName.of("sensors/1");
    assertThat(aliases.choose(topic)).isEqualTo(-1);
    assertThat(aliases.choose(topic)).isEqualTo(-1);
    aliases.told(1, topic);
    assertThat(aliases.choose(topic)).isEqualTo(1);
    assertThat(aliases.choose(TopicName.of("sensors/" + 1))).isEqualTo(1);
  }

  @Test
  void topicsThatTakeTurnsDoNotPushEachOtherOut() {
    OutboundAliases aliases = new OutboundAliases(8);
    TopicName[] topics = topics(20);
    int omitted = 0;
    for (int i = 0; i < 20 * 100; i++) {
      int alias = aliases.choose(topics[i % 20]);
      if (alias < 0) {
        aliases.told(-alias, topics[i % 20]);
      }
      omitted += alias > 0 ? 1 : 0;
    }
    assertThat(omitted).isEqualTo(8 * 99);
  }

  @Test
  void aTopicThatComesMoreOftenTakesThePlaceOfOneThatRests() {
    OutboundAliases aliases = new OutboundAliases(2);
    TopicName[] topics = topics(3);
    for (int i = 0; i < 2; i++) {
      aliases.told(-aliases.choose(topics[i]), topics[i]);
    }
    assertThat(aliases.choose(topics[2])).isZero();
    assertThat(aliases.choose(topics[1])).isEqualTo(2);
    assertThat(aliases.choose(topics[2])).as("not used since the last time").isEqualTo(-1);
  }

  @Test
  void allocatesNothingPerMessage() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    OutboundAliases aliases = new OutboundAliases(32);
    TopicName[] topics = topics(100);
    long used = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100_000; i++) {
        TopicName topic = topics[i % 100 * i % 100];
        int alias = aliases.choose(topic);
        if (alias < 0) {
          aliases.told(-alias, topic);
        }
      }
      used = Math.min(used, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(used).as("bytes for 100,000 messages").isLessThan(1_000);
  }

  private static TopicName[] topics(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> TopicName.of("building/" + i % 7 + "/sensor/" + i))
        .toArray(TopicName[]::new);
  }
}
