package io.dynamq.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.message.Subscription.RetainHandling;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionTableTest {
  private final SubscriptionTable table = new SubscriptionTable(SharedStrategy.ROUND_ROBIN);
  private final FakeSubscriber a = new FakeSubscriber("a");
  private final FakeSubscriber b = new FakeSubscriber("b");
  private final FakeSubscriber c = new FakeSubscriber("c");

  private static TopicFilter filter(String text) {
    return TopicFilter.of(text);
  }

  private static Subscription plain(String text) {
    return Subscription.of(filter(text), Qos.AT_LEAST_ONCE);
  }

  private static Subscription with(String text, int qos, boolean rap, int identifier) {
    return new Subscription(
        filter(text), Qos.of(qos), false, rap, RetainHandling.SEND_IF_NEW, identifier);
  }

  private static Subscription noLocal(String text) {
    return new Subscription(
        filter(text), Qos.AT_LEAST_ONCE, true, false, RetainHandling.SEND, 0);
  }

  private RecordingSink match(String name, String sender) {
    RecordingSink sink = new RecordingSink();
    table.match(TopicName.of(name), sender, sink);
    return sink;
  }

  private RecordingSink match(String name) {
    return match(name, "sender");
  }

  @Test
  void findsNobodyWhileEmpty() {
    assertThat(match("t").targets()).isEmpty();
    assertThat(table.remove(a, filter("t"))).isNull();
    assertThat(table.routes()).isEmpty();
  }

  @Test
  void givesBackWhatItReplacesAndRemoves() {
    Subscription first = with("t/+", 2, true, 7);
    Subscription second = with("t/+", 0, false, 0);
    assertThat(table.add(a, first)).isNull();
    assertThat(table.add(a, second)).isEqualTo(first);
    assertThat(table.add(b, first)).isNull();
    assertThat(table.remove(a, filter("t/+"))).isEqualTo(second);
    assertThat(table.remove(a, filter("t/+"))).isNull();
    assertThat(match("t/1").receivers()).containsExactly("b");
  }

  @Test
  void aSingleSubscriptionIsOfferedOnItsOwnTerms() {
    table.add(a, with("t", 2, true, 9));
    Terms terms = match("t").only();
    assertThat(terms.qos()).isEqualTo(Qos.EXACTLY_ONCE);
    assertThat(terms.retainAsPublished()).isTrue();
    assertThat(terms.subscriptionIdentifiers()).containsExactly(9);
    assertThat(terms.sharedGroup()).isNull();
    assertThat(match("t").only()).as("precomputed").isSameAs(terms);
  }

  /** [MQTT-3.3.4-2], [MQTT-3.3.4-3], [MQTT-3.3.4-4]. */
  @Test
  void overlappingSubscriptionsAreOneDelivery() {
    table.add(a, with("t/1", 0, false, 3));
    table.add(a, with("t/+", 2, false, 0));
    table.add(a, with("t/#", 1, true, 5));
    table.add(b, plain("t/1"));
    RecordingSink found = match("t/1");
    Terms merged = found.plainBySubscriber().get(a);
    assertThat(merged.qos()).isEqualTo(Qos.EXACTLY_ONCE);
    assertThat(merged.retainAsPublished()).isTrue();
    assertThat(merged.subscriptionIdentifiers()).containsExactlyInAnyOrder(3, 5);
    assertThat(found.receivers()).containsExactly("a", "b");
  }

  /** [MQTT-3.8.3-3]. */
  @Test
  void noLocalSkipsTheSendersOwnMessages() {
    table.add(a, noLocal("t"));
    table.add(b, noLocal("t"));
    RecordingSink found = match("t", "a");
    assertThat(found.receivers()).containsExactly("b");
    assertThat(found.skipped()).containsExactly(a);
  }

  @Test
  void anOverlappingSubscriptionWithoutNoLocalStillDelivers() {
    table.add(a, noLocal("t"));
    table.add(a, with("#", 0, false, 4));
    table.add(b, noLocal("t"));
    table.add(b, noLocal("#"));
    assertThat(match("t", "a").plainBySubscriber().get(a).qos()).isEqualTo(Qos.AT_MOST_ONCE);
    assertThat(match("t", "a").skipped()).isEmpty();
    assertThat(match("t", "b").skipped()).containsExactly(b);
    assertThat(match("t", "b").receivers()).containsExactly("a");
  }

  @Test
  void aCrowdOnOneTopicIsMergedWithItsMonitors() {
    List<FakeSubscriber> crowd = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      crowd.add(new FakeSubscriber("c" + i));
      table.add(crowd.get(i), plain("t"));
    }
    table.add(a, plain("#"));
    table.add(crowd.get(5), with("+", 2, false, 0));
    RecordingSink found = match("t");
    assertThat(found.plainBySubscriber()).hasSize(101);
    assertThat(found.plainBySubscriber().get(crowd.get(5)).qos()).isEqualTo(Qos.EXACTLY_ONCE);
    crowd.forEach(each -> table.remove(each, filter("t")));
    assertThat(match("t").receivers()).containsExactly("a", "c5");
  }

  @Test
  void sharedAndPlainSubscriptionsOfAClientAreApart() {
    table.add(a, plain("t"));
    table.add(a, with("$share/g/t", 2, false, 8));
    RecordingSink found = match("t");
    assertThat(found.receivers()).containsExactly("a", "a");
    assertThat(found.targets())
        .extracting(target -> target.terms().sharedGroup())
        .containsExactlyInAnyOrder(null, "$share/g/t");
    assertThat(table.remove(a, filter("t"))).isEqualTo(plain("t"));
    assertThat(match("t").only().sharedGroup()).isEqualTo("$share/g/t");
  }

  @Test
  void eachGroupGetsOneCopy() {
    for (FakeSubscriber each : List.of(a, b, c)) {
      table.add(each, plain("$share/g/t/+"));
      table.add(each, plain("$share/h/t/#"));
      table.add(each, plain("$queue/t/1"));
    }
    assertThat(match("t/1").targets())
        .extracting(target -> target.terms().sharedGroup())
        .containsExactlyInAnyOrder("$share/g/t/+", "$share/h/t/#", "$queue/t/1");
  }

  @Test
  void redispatchChoosesAnotherMember() {
    table.add(a, plain("$share/g/t"));
    table.add(b, with("$share/g/t", 0, false, 0));
    TopicName name = TopicName.of("t");
    assertThat(table.redispatch("$share/g/t", name, "s", each -> each == a))
        .hasValueSatisfying(
            target -> {
              assertThat(target.subscriber()).isSameAs(b);
              assertThat(target.terms().sharedGroup()).isEqualTo("$share/g/t");
            });
    assertThat(table.redispatch("$share/g/t", name, "s", each -> true)).isEmpty();
    assertThat(table.redispatch("$share/gone/t", name, "s", each -> false)).isEmpty();
    assertThat(table.redispatch("$share/g/gone", name, "s", each -> false)).isEmpty();
  }

  @Test
  void anExclusiveFilterHasOneHolder() {
    Subscription wanted = plain("$exclusive/t");
    assertThat(table.tryAddExclusive(a, wanted)).isTrue();
    assertThat(table.tryAddExclusive(a, with("$exclusive/t", 2, false, 0))).isTrue();
    assertThat(table.tryAddExclusive(b, wanted)).isFalse();
    assertThat(table.exclusiveOwner(filter("$exclusive/t"))).isSameAs(a);
    assertThat(match("t").only().qos()).isEqualTo(Qos.EXACTLY_ONCE);
    assertThat(table.remove(b, filter("$exclusive/t"))).isNull();
    assertThat(table.remove(a, filter("$exclusive/t"))).isNotNull();
    assertThat(table.exclusiveOwner(filter("$exclusive/t"))).isNull();
    assertThat(table.tryAddExclusive(b, wanted)).isTrue();
    assertThat(table.subscriptionCount()).isEqualTo(1);
    assertThatThrownBy(() -> table.tryAddExclusive(a, plain("t")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anExclusiveSubscriptionMergesWithPlainOnes() {
    table.add(a, plain("t"));
    table.tryAddExclusive(a, with("$exclusive/t", 2, false, 0));
    assertThat(match("t").only().qos()).isEqualTo(Qos.EXACTLY_ONCE);
    assertThat(table.add(b, plain("$exclusive/t"))).as("passes on").isNull();
    assertThat(table.exclusiveOwner(filter("$exclusive/t"))).isSameAs(b);
    assertThat(match("t").receivers()).containsExactly("a", "b");
    assertThat(table.subscriptionCount()).isEqualTo(2);
    assertThat(table.filterCount()).isEqualTo(2);
  }

  @Test
  void listsAndCountsWhatItHolds() {
    table.add(a, plain("t"));
    table.add(b, with("t", 2, true, 77));
    table.add(a, plain("$share/g/t"));
    table.add(b, plain("$share/g/t"));
    table.add(a, plain("$queue/t"));
    table.add(a, plain("$exclusive/t"));
    table.add(a, plain("a/+/#"));
    List<String> listed = new ArrayList<>();
    table.forEach((who, what) -> listed.add(who + " " + what.filter() + " " + what.identifier()));
    assertThat(listed)
        .containsExactlyInAnyOrder(
            "a t 0",
            "b t 77",
            "a $share/g/t 0",
            "b $share/g/t 0",
            "a $queue/t 0",
            "a $exclusive/t 0",
            "a a/+/# 0");
    assertThat(table.routes())
        .extracting(TopicFilter::text)
        .containsExactly("$exclusive/t", "$queue/t", "$share/g/t", "a/+/#", "t");
    assertThat(table.subscriptionCount()).isEqualTo(7);
    assertThat(table.sharedCount()).isEqualTo(3);
    assertThat(table.filterCount()).isEqualTo(5);
  }

  @Test
  void countsReturnToZero() {
    List<TopicFilter> all =
        List.of(filter("t"), filter("$share/g/t"), filter("$exclusive/t"), filter("x/#"));
    for (int round = 0; round < 2; round++) {
      for (TopicFilter each : all) {
        table.add(a, Subscription.of(each, Qos.AT_MOST_ONCE));
      }
    }
    table.add(b, plain("t"));
    table.add(b, plain("$share/g/t"));
    assertThat(table.subscriptionCount()).isEqualTo(6);
    table.removeAll(a, all);
    table.removeAll(a, all);
    assertThat(table.filterCount()).isEqualTo(2);
    table.removeAll(b, all);
    assertThat(table.subscriptionCount()).isZero();
    assertThat(table.sharedCount()).isZero();
    assertThat(table.filterCount()).isZero();
    assertThat(table.routes()).isEmpty();
  }

  @Test
  void theVersionRisesWithEveryChange() {
    long version = table.version();
    table.add(a, plain("t"));
    assertThat(table.version()).isGreaterThan(version);
    version = table.version();
    table.remove(a, filter("t"));
    assertThat(table.version()).isGreaterThan(version);
  }
}
