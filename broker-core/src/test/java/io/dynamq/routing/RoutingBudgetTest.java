package io.dynamq.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.lang.management.ManagementFactory;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a subscription may cost in memory, and that the usual match makes no garbage. */
class RoutingBudgetTest {
  private static final int SUBSCRIPTIONS = 200_000;
  private static final int BYTES_PER_SUBSCRIPTION_MAX = 150;
  private static final int CLIENTS = 1_000;

  /** Ways in which deployments name things; each name below matches one filter. */
  enum Shape {
    ONE_EACH(i -> "device/" + i + "/cmd", i -> "device/" + i + "/cmd"),
    TWO_EACH(
        i -> "device/" + i / 2 + (i % 2 == 0 ? "/cmd" : "/cfg"), i -> "device/" + i / 2 + "/cmd"),
    PLUS(i -> "device/" + i + "/+/set", i -> "device/" + i + "/lamp/set"),
    SUBTREE(i -> "device/" + i + "/#", i -> "device/" + i + "/a/b"),
    DEEP(Shape::deep, Shape::deep);

    private final IntFunction<String> filter;
    private final IntFunction<String> name;

    Shape(IntFunction<String> filter, IntFunction<String> name) {
      this.filter = filter;
      this.name = name;
    }

    private static String deep(int i) {
      return "site/" + i % 1_000 + "/line/" + i / 1_000 % 20 + "/machine/" + i + "/state";
    }
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void aSubscriptionStaysSmall(Shape shape) {
    FakeSubscriber[] clients = new FakeSubscriber[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
      clients[i] = new FakeSubscriber("client" + i);
    }
    long before = usedBytes();
    SubscriptionTable table = new SubscriptionTable(SharedStrategy.RANDOM);
    for (int i = 0; i < SUBSCRIPTIONS; i++) {
      TopicFilter filter = TopicFilter.of(shape.filter.apply(i));
      table.add(clients[i % CLIENTS], Subscription.of(filter, Qos.AT_LEAST_ONCE));
    }
    long perSubscription = (usedBytes() - before) / SUBSCRIPTIONS;
    assertThat(table.subscriptionCount()).isEqualTo(SUBSCRIPTIONS);
    assertThat(perSubscription).isLessThanOrEqualTo(BYTES_PER_SUBSCRIPTION_MAX);
    assertThat(allocatedByMatching(table, TopicName.of(shape.name.apply(4_242)))).isZero();
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    // The serial collector of the test setting collects fully before this returns.
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long allocatedByMatching(SubscriptionTable table, TopicName name) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int[] found = new int[1];
    Sink sink = (subscriber, terms) -> found[0]++;
    long self = Thread.currentThread().getId();
    threads.getThreadAllocatedBytes(self);
    for (int i = 0; i < 10; i++) {
      table.match(name, "sender", sink);
    }
    long before = threads.getThreadAllocatedBytes(self);
    for (int i = 0; i < 100; i++) {
      table.match(name, "sender", sink);
    }
    long allocated = threads.getThreadAllocatedBytes(self) - before;
    assertThat(found[0]).isEqualTo(110);
    return allocated / 100;
  }
}
