package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.Qos;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.Unsubscribe;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** EMQX's filters {@code $exclusive/<topic>} and {@code $queue/<topic>}. */
class ExclusiveTest {
  private static final String FILTER = "$exclusive/door/lock";

  private final MemoryStorage storage = new MemoryStorage("test@127.0.0.1");
  private final FakeTime time = new FakeTime();
  private TestBroker broker;

  @BeforeEach
  void start() {
    start(true);
  }

  private void start(boolean allowed) {
    Zone zone =
        Zone.defaults("external")
            .withOffer(new Zone.Offer(Qos.EXACTLY_ONCE, true, true, true, allowed));
    broker = new TestBroker(storage, time, zone, BrokerSettings.Modules.NONE);
  }

  private static ReasonCode subscribe(Link link) {
    link.subscribe(FILTER, 1);
    return link.last(SubAck.class).codes().get(0);
  }

  private ReasonCode subscribe(String newcomer) {
    return subscribe(broker.linkOnOtherLoop().connect5(newcomer, true, 0));
  }

  @Test
  void isRefusedWhereItIsNotAllowed() {
    start(false);
    assertThat(subscribe("five")).isEqualTo(ReasonCode.TOPIC_FILTER_INVALID);
    Link three = broker.link().connect("three", true);
    assertThat(subscribe(three).isError()).isTrue();
  }

  @Test
  void oneClientAtATimeHasItAndMaySubscribeAgain() {
    Link holder = broker.link().connect5("holder", true, 0);
    assertThat(subscribe(holder)).isEqualTo(ReasonCode.GRANTED_QOS_1);
    assertThat(subscribe("other")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(subscribe(holder)).isEqualTo(ReasonCode.GRANTED_QOS_1);
    holder.say(new Unsubscribe(9, List.of(FILTER), List.of()));
    assertThat(subscribe("other")).isEqualTo(ReasonCode.GRANTED_QOS_1);
    assertThat(subscribe(holder)).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
  }

  @Test
  void thoseWhoSubscribeThePlainTopicGetTheirsToo() {
    Link holder = broker.link().connect("holder", true);
    subscribe(holder);
    Link plain = broker.linkOnOtherLoop().connect("plain", true);
    plain.subscribe("door/lock", 1);
    assertThat(plain.last(SubAck.class).codes()).containsExactly(ReasonCode.GRANTED_QOS_1);
    plain.publish("door/lock", 0, 0, "open", false);
    assertThat(holder.payloads()).containsExactly("open");
    assertThat(plain.payloads()).containsExactly("open");
    assertThat(holder.deliveries().get(0).message().topic().value()).isEqualTo("door/lock");
  }

  @Test
  void theHolderKeepsItWhileItIsAwayAndOverARestart() {
    Link holder = broker.link().connect("holder", false);
    subscribe(holder);
    holder.drop();
    assertThat(subscribe("other")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    start();
    assertThat(subscribe("other")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    Link again = broker.link().connect("holder", false);
    again.publish("door/lock", 1, 1, "open", false);
    assertThat(again.payloads()).containsExactly("open");
    assertThat(subscribe("third")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
  }

  @Test
  void theHoldersNextConnectionTakesItOver() {
    broker.link().connect("holder", false).subscribe(FILTER, 1);
    Link next = broker.linkOnOtherLoop().connect("holder", false);
    assertThat(subscribe("other")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    next.publish("door/lock", 1, 1, "open", false);
    assertThat(next.payloads()).containsExactly("open");
  }

  @Test
  void theEndOfTheSessionSetsItFree() {
    Link transientHolder = broker.link().connect("short", true);
    subscribe(transientHolder);
    transientHolder.drop();
    Link holder = broker.link().connect5("expiring", true, 10);
    assertThat(subscribe(holder)).isEqualTo(ReasonCode.GRANTED_QOS_1);
    holder.drop();
    broker.advanceMillis(9_000);
    assertThat(subscribe("other")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    broker.advanceMillis(2_000);
    assertThat(subscribe("other")).isEqualTo(ReasonCode.GRANTED_QOS_1);
  }

  @Test
  void aCleanStartOfTheHolderSetsItFree() {
    Link holder = broker.link().connect("holder", false);
    subscribe(holder);
    holder.drop();
    broker.link().connect("holder", true);
    assertThat(subscribe("other")).isEqualTo(ReasonCode.GRANTED_QOS_1);
  }

  @Test
  void aQueueGivesEachMessageToOneOfItsSubscribers() {
    Link one = broker.link().connect("one", true);
    Link two = broker.linkOnOtherLoop().connect("two", true);
    one.subscribe("$queue/t", 0);
    two.subscribe("$queue/t", 0);
    for (int i = 0; i < 10; i++) {
      one.publish("t", 0, 0, Integer.toString(i), false);
    }
    assertThat(one.payloads()).hasSize(5);
    assertThat(two.payloads()).hasSize(5).doesNotContainAnyElementsOf(one.payloads());
    one.say(new Unsubscribe(9, List.of("$queue/t"), List.of()));
    one.publish("t", 0, 0, "last", false);
    assertThat(two.payloads()).hasSize(6);
  }
}
