package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.control.Control;
import io.dynamq.control.Redelivery;
import io.dynamq.control.UndeliveredQuery;
import io.dynamq.control.UndeliveredView;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Delivery;
import io.dynamq.session.Overflow;
import io.dynamq.session.OverflowPolicy;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.ArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What operators do with messages that were not delivered. */
class LedgerDeskTest {
  private final FakeTime time = new FakeTime();
  private final TestBroker broker =
      new TestBroker(
          new MemoryStorage("n"),
          time,
          new SessionLimits(
              new SessionLimits.Receiving(100, 10, 0),
              new SessionLimits.Sending(10, 10, false),
              new SessionLimits.Queue(3, 0, 100, 1 << 20, true),
              new SessionLimits.Excess(0, OverflowPolicy.of(Overflow.DROP_NEWEST))));
  private final Control control = broker.broker.control(List::of);

  private <T> T answer(CompletableFuture<T> asked) {
    broker.settle();
    assertThat(asked).isDone();
    return asked.join();
  }

  private static UndeliveredQuery of(String client, String topic) {
    return new UndeliveredQuery(client, topic, null, 0, null, 100);
  }

  private Link subscriber(String id) {
    Link link = broker.link().connect5(id, false, 10_000);
    link.subscribe("t/#", 1);
    return link;
  }

  private void publish(String topic, int count) {
    Link publisher = broker.link().connect5("p", true, 0);
    for (int i = 1; i <= count; i++) {
      publisher.publish(topic, 1, i, "m" + i, false);
    }
  }

  private List<String> consume(Link link) {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < link.deliveries().size(); i++) {
      Delivery next = link.deliveries().get(i);
      seen.add(new String(next.message().payload()));
      link.ack(Ack.Type.PUBACK, next.packetId());
      broker.settle();
    }
    return seen;
  }

  @Test
  void listsWhoMissedWhatAndWhy() {
    subscriber("a").drop();
    publish("t/1", 5);
    List<UndeliveredView> found = answer(control.undelivered(of("a", null)));
    assertThat(found).hasSize(2);
    assertThat(found.get(0).receiver()).isEqualTo("a");
    assertThat(found.get(0).reason()).isEqualTo("queue_full");
    assertThat(found.get(0).message().topic()).isEqualTo("t/1");
    assertThat(found.get(0).message().publisher()).isEqualTo("p");
    assertThat(new String(found.get(1).message().payload())).isEqualTo("m5");
    assertThat(answer(control.undelivered(of("a", "other/#")))).isEmpty();
    assertThat(answer(control.undelivered(of(null, "t/+")))).hasSize(2);
    UndeliveredQuery expired = new UndeliveredQuery("a", null, "expired", 0, null, 100);
    assertThat(answer(control.undelivered(expired))).isEmpty();
    UndeliveredQuery later =
        new UndeliveredQuery("a", null, null, time.epochMillis() + 1, null, 100);
    assertThat(answer(control.undelivered(later))).isEmpty();
    assertThat(answer(control.undelivered(new UndeliveredQuery(null, null, null, 0, null, 1))))
        .hasSize(1);
  }

  @Test
  void anAnswerEndsBeforeItIsTooLargeAndTheNextGoesOnBehindIt() {
    subscriber("a").drop();
    Link publisher = broker.link().connect5("p", true, 0);
    String large = "x".repeat(900_000);
    int fit = LedgerDesk.MAX_BYTES / large.length() + 1;
    for (int i = 1; i <= fit + 5; i++) {
      publisher.publish("t/" + i, 1, i, large, false);
    }
    List<UndeliveredView> first = answer(control.undelivered(of("a", null)));
    List<UndeliveredView> second = answer(control.undelivered(behind(first)));
    assertThat(first).hasSize(fit);
    assertThat(topics(first, second)).hasSize(fit + 2).doesNotHaveDuplicates();
    assertThat(answer(control.undelivered(behind(second)))).isEmpty();
    Redelivery all = answer(control.redeliver(of("a", null)));
    assertThat(all.done() + all.refused()).isEqualTo(fit + 2);
  }

  @Test
  void oneAnswerAfterTheOtherHasEveryEntryOnce() {
    subscriber("a").drop();
    publish("t/1", 10);
    List<UndeliveredView> all = answer(control.undelivered(of("a", null)));
    List<UndeliveredView> found = new ArrayList<>();
    UndeliveredQuery query = new UndeliveredQuery("a", null, null, 0, null, 3);
    for (List<UndeliveredView> some = answer(control.undelivered(query));
        !some.isEmpty();
        some = answer(control.undelivered(query))) {
      found.addAll(some);
      query = query.after(some.get(some.size() - 1).cursor(), 3);
    }
    assertThat(all).hasSizeGreaterThan(3);
    assertThat(found).isEqualTo(all);
  }

  private static UndeliveredQuery behind(List<UndeliveredView> page) {
    return of("a", null).after(page.get(page.size() - 1).cursor(), 100);
  }

  private static List<String> topics(
      List<UndeliveredView> first, List<UndeliveredView> second) {
    return Stream.of(first, second).flatMap(List::stream).map(view -> view.message().topic()).toList();
  }

  @Test
  void handsOverAgainToThatClientOnlyAndOnce() {
    subscriber("a").drop();
    Link other = subscriber("b");
    publish("t/1", 5);
    assertThat(consume(other)).hasSize(5);
    Link back = broker.link().connect5("a", false, 10_000);
    assertThat(consume(back)).containsExactly("m1", "m2", "m3");
    assertThat(answer(control.redeliver(of("a", null)))).isEqualTo(new Redelivery(2, 0, 0, 0, 0));
    assertThat(consume(back)).containsExactly("m1", "m2", "m3", "m4", "m5");
    assertThat(other.deliveries()).hasSize(5);
    assertThat(answer(control.redeliver(of("a", null)))).isEqualTo(new Redelivery(0, 2, 0, 0, 0));
    assertThat(answer(control.undelivered(of("a", null)))).allMatch(UndeliveredView::redelivered);
  }

  @Test
  void putsThemIntoTheQueueOfAClientThatIsAway() {
    subscriber("a").drop();
    publish("t/1", 5);
    // The queue is full, so they would be lost again.
    assertThat(answer(control.redeliver(of("a", null)))).isEqualTo(new Redelivery(0, 0, 0, 0, 2));
    assertThat(answer(control.undelivered(of("a", null)))).hasSize(2);
    Link back = broker.link().connect5("a", false, 10_000);
    consume(back);
    back.drop();
    UndeliveredQuery two = new UndeliveredQuery("a", null, null, 0, null, 2);
    assertThat(answer(control.redeliver(two))).isEqualTo(new Redelivery(2, 0, 0, 0, 0));
    assertThat(consume(broker.link().connect5("a", false, 10_000))).containsExactly("m4", "m5");
  }

  @Test
  void refusesWhereThereIsNoSession() {
    subscriber("a").drop();
    publish("t/1", 4);
    broker.link().connect5("a", true, 0).drop();
    broker.settle();
    Redelivery done = answer(control.redeliver(of("a", null)));
    assertThat(done.done()).isZero();
    assertThat(done.refused()).isPositive();
  }

  @Test
  void purges() {
    subscriber("a").drop();
    publish("t/1", 5);
    assertThat(answer(control.purgeUndelivered("nobody", time.epochMillis() + 1))).isZero();
    assertThat(answer(control.purgeUndelivered(null, time.epochMillis() + 1))).isEqualTo(2);
    assertThat(answer(control.undelivered(of(null, null)))).isEmpty();
  }
}
