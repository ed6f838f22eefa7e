package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.message.Subscription.RetainHandling;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubscriptionSetTest {
  private final SubscriptionSet set = new SubscriptionSet();

  @Test
  void keepsAllThatASubscriptionSays() {
    Subscription full =
        new Subscription(
            TopicFilter.of("$share/gruppe/straße/+/#"), Qos.EXACTLY_ONCE, true, true,
            RetainHandling.DO_NOT_SEND, 268_435_455);
    Subscription plain = Subscription.of(TopicFilter.of("a"), Qos.AT_MOST_ONCE);

    assertThat(set.put(full)).isNull();
    assertThat(set.get(full.filter())).isEqualTo(full);
    assertThat(set.put(plain)).isNull();
    assertThat(set.all()).containsExactlyInAnyOrder(full, plain);
    assertThat(set.get(TopicFilter.of("b"))).isNull();
  }

  @Test
  void answersLikeAMapWhateverComesAndGoes() {
    Random random = new Random(5);
    Map<String, Subscription> expected = new HashMap<>();
    for (int step = 0; step < 200_000; step++) {
      // Grows for a while, shrinks for a while, now and then to nothing.
      boolean adds = random.nextInt(10) < (step / 20_000 % 2 == 0 ? 7 : 2);
      TopicFilter filter = TopicFilter.of("f/" + random.nextInt(3_000) + "/+");
      Subscription one = Subscription.of(filter, Qos.of(random.nextInt(3)));
      if (adds) {
        assertThat(set.put(one)).isEqualTo(expected.put(filter.text(), one));
      } else {
        assertThat(set.remove(filter)).isEqualTo(expected.remove(filter.text()));
      }
      if (random.nextInt(200) == 0) {
        int most = random.nextInt(30);
        List<Subscription> taken = set.take(most);
        assertThat(taken).hasSize(Math.min(most, expected.size()));
        taken.forEach(it -> assertThat(expected.remove(it.filter().text())).isEqualTo(it));
      }
      assertThat(set.size()).isEqualTo(expected.size());
    }
    assertThat(set.all()).containsExactlyInAnyOrderElementsOf(expected.values());
    expected.values().forEach(one -> assertThat(set.get(one.filter())).isEqualTo(one));
    expected.values().forEach(one -> assertThat(set.remove(one.filter())).isEqualTo(one));
    assertThat(set.size()).isZero();
    assertThat(set.all()).isEmpty();
  }

  /** So many that have the same place in any table that holds them. */
  private static List<Subscription> thatFallUponOneAnother(int count) {
    List<Subscription> found = new ArrayList<>();
    for (int i = 0; found.size() < count; i++) {
      Subscription one = Subscription.of(TopicFilter.of("f/" + i), Qos.AT_MOST_ONCE);
      if ((PackedSubscription.hash(PackedSubscription.of(one), 0) & 0x1FFF) == 77) {
        found.add(one);
      }
    }
    return found;
  }

  private static SubscriptionSet of(List<Subscription> all) {
    SubscriptionSet set = new SubscriptionSet();
    all.forEach(set::put);
    return set;
  }

  @Test
  void clientsCannotAimForCollisions() {
    List<Subscription> few = thatFallUponOneAnother(900);
    assertThat(of(few).all()).as("no seed, no chance").isEqualTo(of(few).all());
    List<Subscription> many = thatFallUponOneAnother(1_500);
    SubscriptionSet one = of(many);
    assertThat(one.all())
        .as("a place that nobody foresees")
        .isNotEqualTo(of(many).all())
        .containsExactlyInAnyOrderElementsOf(many);
    many.forEach(it -> assertThat(one.get(it.filter())).isEqualTo(it));
    many.forEach(it -> assertThat(one.remove(it.filter())).isEqualTo(it));
    assertThat(one.size()).isZero();
  }

  @Test
  void knowsWhetherOneIsShared() {
    set.put(Subscription.of(TopicFilter.of("$shared/a"), Qos.AT_MOST_ONCE));
    assertThat(set.anyShared()).isFalse();
    set.put(Subscription.of(TopicFilter.of("b"), Qos.AT_MOST_ONCE));
    assertThat(set.anyShared()).isFalse();
    for (String filter : List.of("$share/g/a", "$queue/a")) {
      Subscription shared = Subscription.of(TopicFilter.of(filter), Qos.AT_MOST_ONCE);
      assertThat(of(List.of(shared)).anyShared()).isTrue();
      set.put(shared);
      assertThat(set.anyShared()).isTrue();
      set.remove(shared.filter());
      assertThat(set.anyShared()).isFalse();
    }
  }
}
