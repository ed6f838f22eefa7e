package io.dynamq.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GroupTest {
  private static final String FILTER = "$share/g/t/#";
  private final List<FakeSubscriber> members = new ArrayList<>();

  private SubscriptionTable tableOf(SharedStrategy strategy, int size) {
    SubscriptionTable table = new SubscriptionTable(strategy);
    for (int i = 0; i < size; i++) {
      members.add(new FakeSubscriber("m" + i));
      join(table, members.get(i));
    }
    return table;
  }

  private static void join(SubscriptionTable table, FakeSubscriber member) {
    table.add(member, Subscription.of(TopicFilter.of(FILTER), Qos.AT_LEAST_ONCE));
  }

  private static Subscriber chosen(SubscriptionTable table, String topic, String sender) {
    RecordingSink sink = new RecordingSink();
    table.match(TopicName.of(topic), sender, sink);
    return sink.targets().isEmpty() ? null : sink.targets().get(0).subscriber();
  }

  private static Map<Subscriber, Integer> spread(SubscriptionTable table, int messages) {
    Map<Subscriber, Integer> counts = new HashMap<>();
    for (int i = 0; i < messages; i++) {
      counts.merge(chosen(table, "t/" + i, "sender" + i), 1, Integer::sum);
    }
    return counts;
  }

  @ParameterizedTest
  @EnumSource(SharedStrategy.class)
  void onlineMembersAreChosenBeforeOfflineOnes(SharedStrategy strategy) {
    SubscriptionTable table = tableOf(strategy, 5);
    members.get(0).online(false);
    members.get(3).online(false);
    members.get(1).backlog(1_000);
    assertThat(spread(table, 200).keySet())
        .isSubsetOf(members.get(1), members.get(2), members.get(4));
  }

  @ParameterizedTest
  @EnumSource(SharedStrategy.class)
  void anOfflineMemberIsChosenWhenNobodyIsOnline(SharedStrategy strategy) {
    SubscriptionTable table = tableOf(strategy, 3);
    members.forEach(FakeSubscriber::offline);
    assertThat(chosen(table, "t/1", "s")).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(SharedStrategy.class)
  void redispatchNeverChoosesTheExcluded(SharedStrategy strategy) {
    SubscriptionTable table = tableOf(strategy, 4);
    members.get(2).online(false);
    Set<Subscriber> tried = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      Optional<Target> next =
          table.redispatch(FILTER, TopicName.of("t/1"), "s", tried::contains);
      assertThat(next).isPresent();
      assertThat(tried.add(next.get().subscriber())).isTrue();
      assertThat(tried.contains(members.get(2))).as("offline last").isEqualTo(i == 3);
    }
    assertThat(table.redispatch(FILTER, TopicName.of("t/1"), "s", tried::contains)).isEmpty();
  }

  @Test
  void roundRobinTakesTurns() {
    SubscriptionTable table = tableOf(SharedStrategy.ROUND_ROBIN, 3);
    assertThat(spread(table, 30).values()).containsExactly(10, 10, 10);
    members.get(1).online(false);
    Map<Subscriber, Integer> counts = spread(table, 30);
    assertThat(counts.values()).containsExactly(15, 15);
  }

  @ParameterizedTest
  @EnumSource(
      value = SharedStrategy.class,
      names = {"RANDOM", "LOCAL", "HASH_TOPIC", "HASH_CLIENTID", "LEAST_BACKLOG"})
  void everyMemberGetsAShare(SharedStrategy strategy) {
    SubscriptionTable table = tableOf(strategy, 4);
    Map<Subscriber, Integer> counts = spread(table, 4_000);
    assertThat(counts).hasSize(4);
    assertThat(counts.values()).allSatisfy(share -> assertThat(share).isBetween(700, 1_300));
  }

  @Test
  void stickyStaysUntilItsMemberLeaves() {
    SubscriptionTable table = tableOf(SharedStrategy.STICKY, 3);
    Subscriber first = chosen(table, "t/0", "s");
    assertThat(spread(table, 50)).containsOnlyKeys(first);
    ((FakeSubscriber) first).online(false);
    Subscriber second = chosen(table, "t/0", "s");
    assertThat(second).isNotSameAs(first);
    ((FakeSubscriber) first).online(true);
    assertThat(spread(table, 50)).containsOnlyKeys(second);
    table.remove(second, TopicFilter.of(FILTER));
    assertThat(spread(table, 50)).doesNotContainKey(second);
  }

  @Test
  void hashingFollowsTheSenderOrTheTopic() {
    SubscriptionTable bySender = tableOf(SharedStrategy.HASH_CLIENTID, 5);
    Subscriber ofSender = chosen(bySender, "t/1", "same");
    SubscriptionTable byTopic = new SubscriptionTable(SharedStrategy.HASH_TOPIC);
    members.forEach(member -> join(byTopic, member));
    Subscriber ofTopic = chosen(byTopic, "t/same", "s");
    for (int i = 0; i < 50; i++) {
      assertThat(chosen(bySender, "t/" + i, "same")).isSameAs(ofSender);
      assertThat(chosen(byTopic, "t/same", "s" + i)).isSameAs(ofTopic);
    }
  }

  @Test
  void theLeastBacklogIsChosen() {
    SubscriptionTable table = tableOf(SharedStrategy.LEAST_BACKLOG, 3);
    members.get(0).backlog(5);
    members.get(1).backlog(4);
    members.get(2).backlog(6);
    assertThat(spread(table, 10)).containsOnlyKeys(members.get(1));
  }

  @Test
  void aGroupMayHaveItsOwnStrategy() {
    SubscriptionTable table =
        new SubscriptionTable(SharedStrategy.RANDOM, Map.of("g", SharedStrategy.ROUND_ROBIN));
    for (int i = 0; i < 4; i++) {
      join(table, new FakeSubscriber("m" + i));
    }
    assertThat(spread(table, 40).values()).containsExactly(10, 10, 10, 10);
  }

  @Test
  void aMemberMayJoinAgainWithOtherOptions() {
    SubscriptionTable table = tableOf(SharedStrategy.STICKY, 1);
    chosen(table, "t/1", "s");
    table.add(members.get(0), Subscription.of(TopicFilter.of(FILTER), Qos.EXACTLY_ONCE));
    RecordingSink sink = new RecordingSink();
    table.match(TopicName.of("t/1"), "s", sink);
    assertThat(sink.only().qos()).isEqualTo(Qos.EXACTLY_ONCE);
    assertThat(table.sharedCount()).isEqualTo(1);
  }

  @Test
  void wordsNameStrategies() {
    for (SharedStrategy strategy : SharedStrategy.values()) {
      assertThat(SharedStrategy.named(strategy.word())).contains(strategy);
    }
    assertThat(SharedStrategy.named("hash")).contains(SharedStrategy.HASH_CLIENTID);
    assertThat(SharedStrategy.named("best")).isEmpty();
  }
}
