package io.dynamq.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a group's messages go to its queue, and who gets them from there. */
class GroupQueueTest {
  private static final TopicFilter FILTER = TopicFilter.of("$share/g/t/#");
  private final List<FakeSubscriber> members = new ArrayList<>();
  private final FakeQueue queue = new FakeQueue();
  private SubscriptionTable table;

  /** Collects as a test says. */
  private static final class FakeQueue implements GroupQueue {
    private boolean collecting;
    private int announced;

    @Override
    public boolean announceIfCollecting() {
      announced += collecting ? 1 : 0;
      return collecting;
    }

    @Override
    public void announce() {
      collecting = true;
      announced++;
    }

    @Override
    public ClientId clientId() {
      return new ClientId(FILTER.text());
    }

    @Override
    public boolean isOnline() {
      return false;
    }

    @Override
    public boolean isPersistent() {
      return true;
    }

    @Override
    public int backlog() {
      return 0;
    }

    @Override
    public void deliver(Message message, Terms terms, Receipt receipt) {
      throw new UnsupportedOperationException("matching must not deliver");
    }
  }

  private void group(SharedStrategy strategy, int size) {
    table = new SubscriptionTable(strategy);
    for (int i = 0; i < size; i++) {
      members.add(new FakeSubscriber("m" + i));
      table.add(members.get(i), Subscription.of(FILTER, Qos.AT_LEAST_ONCE));
    }
    table.attach(FILTER, queue);
  }

  private Target match(String topic) {
    RecordingSink sink = new RecordingSink();
    table.match(TopicName.of(topic), "s", sink);
    return sink.targets().get(0);
  }

  private Optional<Target> turn(String topic, Set<Subscriber> full) {
    return table.turn(FILTER, TopicName.of(topic), "s", full::contains);
  }

  @ParameterizedTest
  @EnumSource(SharedStrategy.class)
  void itIsUsedOnlyWhileNobodyIsOnlineOrOlderMessagesWait(SharedStrategy strategy) {
    group(strategy, 3);
    assertThat(match("t/1").subscriber()).isIn(members);
    members.forEach(FakeSubscriber::offline);
    assertThat(match("t/1").subscriber()).isSameAs(queue);
    members.get(1).online(true);
    assertThat(match("t/1").subscriber()).isSameAs(queue);
    queue.collecting = false;
    assertThat(match("t/1").subscriber()).isSameAs(members.get(1));
    assertThat(queue.announced).isEqualTo(2);
  }

  @Test
  void itTakesWhatTheHighestQosOfTheMembersAsksFor() {
    group(SharedStrategy.ROUND_ROBIN, 2);
    members.forEach(FakeSubscriber::offline);
    assertThat(match("t/1").terms().qos()).isEqualTo(Qos.AT_LEAST_ONCE);
    table.add(members.get(1), Subscription.of(FILTER, Qos.EXACTLY_ONCE));
    assertThat(match("t/1").terms().qos()).isEqualTo(Qos.EXACTLY_ONCE);
    assertThat(match("t/1").terms().sharedGroup()).isEqualTo(FILTER.text());
    table.remove(members.get(1), FILTER);
    assertThat(match("t/1").terms().qos()).isEqualTo(Qos.AT_LEAST_ONCE);
  }

  @Test
  void itKeepsACopyOfWhatAnUnsavedMemberGets() {
    group(SharedStrategy.ROUND_ROBIN, 1);
    members.get(0).persistent(false);
    assertThat(match("t/1").subscriber()).isSameAs(queue);
    assertThat(turn("t/1", Set.of()).orElseThrow().subscriber()).isSameAs(members.get(0));
  }

  @ParameterizedTest
  @EnumSource(
      value = SharedStrategy.class,
      names = {"RANDOM", "ROUND_ROBIN", "LOCAL", "LEAST_BACKLOG"})
  void whatWaitedGoesToWhoTakesIt(SharedStrategy strategy) {
    group(strategy, 4);
    members.get(0).online(false);
    Set<Subscriber> full = Set.of(members.get(1), members.get(2));
    for (int i = 0; i < 20; i++) {
      assertThat(turn("t/" + i, full).orElseThrow().subscriber()).isSameAs(members.get(3));
    }
    members.get(3).online(false);
    assertThat(turn("t/1", full)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = SharedStrategy.class,
      names = {"STICKY", "HASH_CLIENTID", "HASH_TOPIC"})
  void strategiesThatKeepToOneMemberWaitForIt(SharedStrategy strategy) {
    group(strategy, 4);
    Subscriber favourite = turn("t/1", Set.of()).orElseThrow().subscriber();
    assertThat(turn("t/1", Set.of(favourite))).isEmpty();
    ((FakeSubscriber) favourite).online(false);
    assertThat(turn("t/1", Set.of(favourite)).orElseThrow().subscriber()).isNotSameAs(favourite);
  }

  @Test
  void onlyTheLeaversShareMovesWhenHashing() {
    group(SharedStrategy.HASH_TOPIC, 5);
    Map<String, Subscriber> before = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      before.put("t/" + i, match("t/" + i).subscriber());
    }
    members.get(2).online(false);
    before.forEach(
        (topic, member) -> {
          if (member != members.get(2)) {
            assertThat(match(topic).subscriber()).as(topic).isSameAs(member);
          }
        });
    members.get(2).online(true);
    table.add(new FakeSubscriber("new"), Subscription.of(FILTER, Qos.AT_LEAST_ONCE));
    long moved =
        before.entrySet().stream()
            .filter(one -> match(one.getKey()).subscriber() != one.getValue())
            .count();
    assertThat(moved).as("a sixth").isBetween(100L, 240L);
  }
}
