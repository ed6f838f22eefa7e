package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Notice;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.Subscribe;
import io.dynamq.packet.UnsubAck;
import io.dynamq.packet.Unsubscribe;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As many filters as fit in a packet must not cost the square of it: the loop is others' too. */
class ManyFiltersTest {
  private static final int MANY = 100_000;

  private final TestBroker broker =
      new TestBroker(
          new MemoryStorage("test@127.0.0.1"), new FakeTime(), SessionLimits.DEFAULT);

  private static List<String> filters() {
    return IntStream.range(0, MANY).mapToObj(i -> "+/huge/" + i + "/#").toList();
  }

  private static Subscribe subscribe(int id) {
    return new Subscribe(
        id, 0, filters().stream().map(text -> new Subscribe.Entry(text, 1)).toList(), List.of());
  }

  /** If each filter looked at all others this would take minutes. */
  @Test
  @Timeout(30)
  void aHugeSubscribeIsLinear() {
    Link client = broker.link().connect5("huge", true, 0);
    client.say(subscribe(1));
    assertThat(client.last(SubAck.class).codes()).hasSize(MANY);
    client.say(new Unsubscribe(2, filters(), List.of()));
    assertThat(client.last(UnsubAck.class).codes()).hasSize(MANY);
    client.say(subscribe(3));
    client.drop();
    assertThat(broker.broker.control(List::of).stats()).containsEntry("subscriptions.count", 0L);
  }

  private long subscriptions() {
    return broker.broker.control(List::of).stats().get("subscriptions.count").longValue();
  }

  /** Until nothing is left to do; the most that one task has changed, beginning with what is now. */
  private long mostInATurn() {
    long most = 0;
    long before = subscriptions();
    boolean any = true;
    while (any) {
      any = broker.loopA.step() | broker.loopB.step();
      long now = subscriptions();
      most = Math.max(most, Math.abs(now - before));
      before = now;
    }
    return most;
  }

  @Test
  void aHugeUnsubscribeIsDoneInTurns() {
    Link client = broker.link().connect5("huge", true, 0);
    client.say(subscribe(1));
    client.tell(new Unsubscribe(2, filters(), List.of()));
    assertThat(mostInATurn()).isPositive().isLessThanOrEqualTo(2 * Subscribing.FILTERS_AT_ONCE);
    assertThat(client.last(UnsubAck.class).codes()).hasSize(MANY).containsOnly(ReasonCode.SUCCESS);
    assertThat(subscriptions()).isZero();
  }

  @Test
  void theSubscriptionsOfASessionThatIsOverGoInTurns() {
    Link client = broker.link().connect5("huge", true, 0);
    client.say(subscribe(1));
    client.cut();
    assertThat(mostInATurn()).isPositive().isLessThanOrEqualTo(2 * Leaving.AT_ONCE);
    assertThat(subscriptions()).isZero();
  }

  /** Its groups get what is left to them when it is a member of none. */
  @Test
  void theGroupsOfASavedSessionThatIsOverAreLeftInTurns() {
    Link client = broker.link().connect5("huge", true, 60);
    client.say(
        new Subscribe(
            1,
            0,
            IntStream.range(0, 3_000)
                .mapToObj(i -> new Subscribe.Entry("$share/g" + i + "/t/" + i, 1))
                .toList(),
            List.of()));
    client.tell(new Disconnect(ReasonCode.SUCCESS, 0, Notice.NONE, null));
    assertThat(mostInATurn()).isPositive().isLessThanOrEqualTo(2 * Leaving.AT_ONCE);
    assertThat(subscriptions()).isZero();
    Link other = broker.link().connect5("huge", false, 60);
    assertThat(other.last(ConnAck.class).sessionPresent()).isFalse();
  }

  @Test
  void whoComesBackMeanwhileHasNoneOfTheOldOnes() {
    Link client = broker.link().connect5("huge", true, 0);
    client.say(subscribe(1));
    client.cut();
    broker.loopA.step();
    broker.loopB.step();
    assertThat(subscriptions()).isBetween(1L, (long) MANY);
    Link again = broker.link().connect5("huge", true, 0);
    assertThat(subscriptions()).isZero();
    again.say(subscribe(1));
    assertThat(subscriptions()).isEqualTo(MANY);
  }

  @Test
  void whoTakesOverHasNoneOfTheOldOnes() {
    broker.link().connect5("huge", true, 0).say(subscribe(1));
    Link other = broker.link().connect5("huge", true, 0);
    assertThat(other.last(ConnAck.class).code()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(subscriptions()).isZero();
  }
}
