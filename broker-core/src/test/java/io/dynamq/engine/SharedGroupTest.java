package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.control.ClientView;
import io.dynamq.message.ClientId;
import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Connect;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Unsubscribe;
import io.dynamq.routing.SharedStrategy;
import io.dynamq.session.Overflow;
import io.dynamq.session.OverflowPolicy;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Shared groups while members come, go and are slow. */
class SharedGroupTest {
  private static final String GROUP = "$share/g/t/#";
  private static final SessionLimits LIMITS =
      new SessionLimits(
          new SessionLimits.Receiving(100, 10, 0),
          new SessionLimits.Sending(4, 0, false),
          new SessionLimits.Queue(20, 0, 10, 1 << 20, true));

  private final MemoryStorage storage = new MemoryStorage("test@127.0.0.1");
  private final FakeTime time = new FakeTime();
  private TestBroker broker = new TestBroker(storage, time, LIMITS);

  private Link member(String id, int qos) {
    Link link = broker.link().connect5(id, false, 1_000);
    link.subscribe(GROUP, qos);
    return link;
  }

  private Link back(String id) {
    return broker.linkOnOtherLoop().connect5(id, false, 1_000);
  }

  private Link publisher() {
    return broker.link().connect("p", true);
  }

  private static void publish(Link publisher, int qos, int from, int to) {
    for (int i = from; i <= to; i++) {
      publisher.publish("t/a", qos, i, "m" + i, false);
    }
  }

  private static List<String> numbered(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "m" + i).toList();
  }

  /** Acknowledges everything that comes until nothing comes any more. */
  private static List<String> consume(Link link) {
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < link.deliveries().size(); i++) {
      Delivery delivery = link.deliveries().get(i);
      taken.add(text(delivery));
      if (delivery.qos() == Qos.AT_LEAST_ONCE) {
        link.ack(Ack.Type.PUBACK, delivery.packetId());
      } else if (delivery.qos() == Qos.EXACTLY_ONCE) {
        link.ack(Ack.Type.PUBREC, delivery.packetId());
        link.ack(Ack.Type.PUBCOMP, delivery.packetId());
      }
    }
    return taken;
  }

  @Test
  void whileNobodyIsOnlineMessagesWaitOnceAndInOrder() {
    member("a", 1).drop();
    member("b", 1).drop();
    publish(publisher(), 1, 1, 12);
    assertThat(consume(back("b"))).containsExactlyElementsOf(numbered(1, 12));
    assertThat(consume(back("a"))).isEmpty();
    assertThat(broker.count(Metric.BUGS)).isZero();
  }

  @Test
  void theBacklogIsSharedByWhoComesBackAsTheirWindowsAllow() {
    member("a", 1).drop();
    member("b", 1).drop();
    publish(publisher(), 1, 1, 12);
    Link a = back("a");
    assertThat(a.payloads()).containsExactlyElementsOf(numbered(1, 4));
    Link b = back("b");
    assertThat(b.payloads()).containsExactlyElementsOf(numbered(5, 8));
    List<String> all = new ArrayList<>(consume(a));
    all.addAll(consume(b));
    assertThat(all).containsExactlyInAnyOrderElementsOf(numbered(1, 12));
  }

  @Test
  void liveMessagesStayBehindTheBacklog() {
    member("a", 1).drop();
    Link publisher = publisher();
    publish(publisher, 1, 1, 10);
    Link a = back("a");
    publish(publisher, 1, 11, 15);
    assertThat(consume(a)).containsExactlyElementsOf(numbered(1, 15));
    publish(publisher, 1, 16, 18);
    assertThat(a.payloads()).endsWith("m16", "m17", "m18");
  }

  @Test
  void aTopicsMessagesStayInOrderWhereTheStrategyKeepsThemTogether() {
    broker =
        new TestBroker(
            storage, time, LIMITS, BrokerSettings.Sharing.by(SharedStrategy.HASH_TOPIC));
    member("a", 1).drop();
    member("b", 1).drop();
    Link publisher = publisher();
    for (int i = 1; i <= 18; i++) {
      publisher.publish("t/" + i % 3, 1, i, "m" + i, false);
    }
    Link a = back("a");
    Link b = back("b");
    for (int i = 19; i <= 30; i++) {
      publisher.publish("t/" + i % 3, 1, i, "m" + i, false);
      a.ack(Ack.Type.PUBACK, a.deliveries().get((i - 19) % a.deliveries().size()).packetId());
    }
    consume(a);
    consume(b);
    consume(a);
    for (Link member : List.of(a, b)) {
      assertThat(numbersByTopic(member)).allSatisfy((topic, got) -> assertThat(got).isSorted());
    }
    assertThat(numbersByTopic(a).values().stream().mapToInt(List::size).sum()
            + numbersByTopic(b).values().stream().mapToInt(List::size).sum())
        .isEqualTo(30);
  }

  private static Map<String, List<Integer>> numbersByTopic(Link member) {
    return member.deliveries().stream()
        .collect(
            Collectors.groupingBy(
                one -> one.message().topic().value(),
                Collectors.mapping(
                    one -> Integer.valueOf(text(one).substring(1)), Collectors.toList())));
  }

  private static String text(Delivery delivery) {
    return new String(delivery.message().payload(), StandardCharsets.UTF_8);
  }

  @Test
  void whatWaitsForAFavouriteGoesToAnotherWhenThatGoes() {
    broker =
        new TestBroker(storage, time, LIMITS, BrokerSettings.Sharing.by(SharedStrategy.STICKY));
    member("a", 1).drop();
    member("b", 1).drop();
    publish(publisher(), 1, 1, 8);
    Link a = back("a");
    assertThat(a.payloads()).containsExactlyElementsOf(numbered(1, 4));
    Link b = back("b");
    assertThat(b.payloads()).isEmpty();
    a.drop();
    assertThat(consume(b)).containsExactlyInAnyOrderElementsOf(numbered(1, 8));
  }

  @Test
  void theBacklogIsBoundedAndDropsAreCounted() {
    member("a", 1).drop();
    publish(publisher(), 1, 1, 25);
    assertThat(broker.count(Metric.DELIVERY_DROPPED_QUEUE_FULL)).isEqualTo(5);
    assertThat(consume(back("a"))).containsExactlyElementsOf(numbered(6, 25));
  }

  @Test
  void whatIsDroppedIsInTheLedgerOfTheGroup() {
    member("a", 1).drop();
    publish(publisher(), 1, 1, 25);
    assertThat(storage.ledger().read(new ClientId(GROUP), 0, null).join().entries())
        .extracting(e -> new String(e.entry().delivery().message().payload()))
        .containsExactlyElementsOf(numbered(1, 5));
  }

  @Test
  void whatNobodyTakesInTimeIsDropped() {
    broker =
        new TestBroker(
            storage,
            time,
            LIMITS.withExcess(
                new SessionLimits.Excess(60_000, OverflowPolicy.of(Overflow.DROP_OLDEST))));
    member("a", 1).drop();
    publish(publisher(), 1, 1, 3);
    broker.advanceMillis(30_000);
    publish(publisher(), 1, 4, 5);
    broker.advanceMillis(31_000);
    assertThat(broker.count(Metric.DELIVERY_DROPPED_TOO_OLD)).isEqualTo(3);
    assertThat(consume(back("a"))).containsExactlyElementsOf(numbered(4, 5));
  }

  @Test
  void aPublisherIsRefusedWhenTheGroupsQueueIsFull() {
    broker =
        new TestBroker(
            storage,
            time,
            LIMITS.withExcess(
                new SessionLimits.Excess(0, OverflowPolicy.of(Overflow.REJECT_PUBLISHER))));
    member("a", 1).drop();
    Link publisher = broker.link().connect5("p5", true, 0);
    for (int i = 1; i <= 21; i++) {
      publisher.publish("t/1", 1, i, "m" + i, false);
    }
    assertThat(publisher.last(Ack.class).packetId()).isEqualTo(21);
    assertThat(publisher.last(Ack.class).code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(consume(back("a"))).containsExactlyElementsOf(numbered(1, 20));
  }

  @Test
  void theBacklogSurvivesARestart() {
    member("a", 2).drop();
    member("b", 2).drop();
    publish(publisher(), 2, 1, 12);
    broker = new TestBroker(storage, time, LIMITS);
    publish(publisher(), 2, 13, 15);
    Link b = back("b");
    assertThat(consume(b)).containsExactlyElementsOf(numbered(1, 15));
    assertThat(consume(back("a"))).isEmpty();
  }

  @Test
  void theBacklogEndsWithTheLastMember() {
    member("a", 1).drop();
    Link b = member("b", 1);
    b.drop();
    publish(publisher(), 1, 1, 5);
    broker.link().connect5("b", true, 0).drop();
    broker.link().connect5("a", true, 0).drop();
    assertThat(broker.count(Metric.DELIVERY_DROPPED_SESSION_ENDED)).isEqualTo(5);
    Link late = member("c", 1);
    assertThat(late.payloads()).isEmpty();
    publish(publisher(), 1, 6, 6);
    assertThat(late.payloads()).containsExactly("m6");
  }

  @Test
  void whatWaitsInMemoryAndInTheStoreWhenTheLastMemberLeavesIsInTheLedger() {
    member("a", 1).drop();
    publish(publisher(), 1, 1, 20);
    broker.link().connect5("a", true, 0).drop();
    assertThat(ledger()).isEqualTo(numbered(1, 20));
    assertThat(broker.count(Metric.LEDGER_GIVEN_UP)).isZero();
    assertThat(storage.inflight().measure(new ClientId(GROUP)).join().messages()).isZero();
    assertThat(member("c", 1).payloads()).isEmpty();
  }

  @Test
  void whoJoinsWhileADesertedQueueIsReadGetsTheRest() {
    FaultyStorage slow = new FaultyStorage(storage);
    broker = new TestBroker(slow, time, LIMITS);
    member("a", 1).drop();
    publish(publisher(), 1, 1, 20);
    slow.readsWait = true;
    Link leaving = broker.link().connect5("a", true, 0);
    // The old session's own queue is read first.
    while (ledger().isEmpty()) {
      assertThat(slow.answerOne()).isTrue();
      broker.settle();
    }
    int gone = ledger().size();
    assertThat(gone).isLessThan(20);
    leaving.drop();
    Link late = member("c", 1);
    slow.readsWait = false;
    slow.answer();
    broker.settle();
    assertThat(consume(late)).isEqualTo(numbered(gone + 1, 20));
    assertThat(ledger()).hasSize(gone);
  }

  private List<String> ledger() {
    return storage.ledger().read(new ClientId(GROUP), 0, null).join().entries().stream()
        .map(one -> new String(
            one.entry().delivery().message().payload(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void anUnsavedMemberBorrowsUntilItAcknowledges() {
    member("a", 1).drop();
    publish(publisher(), 1, 1, 3);
    Link guest = broker.link().connect5("guest", true, 0);
    guest.subscribe(GROUP, 1);
    assertThat(guest.payloads()).containsExactly("m1", "m2", "m3");
    guest.ack(Ack.Type.PUBACK, guest.deliveries().get(0).packetId());
    guest.drop();
    assertThat(consume(back("a"))).containsExactly("m2", "m3");
  }

  /** Although it is online again when its group, on the other loop, hears that it was gone. */
  @Test
  void othersNeedNotWaitWhenAnUnsavedMemberGoes() {
    member("a", 1).drop();
    publish(publisher(), 1, 1, 8);
    Link guest = broker.linkOnOtherLoop().connect5("guest", true, 0);
    guest.subscribe(GROUP, 1);
    assertThat(guest.payloads()).hasSize(4);
    Link anew = broker.linkOnOtherLoop();
    anew.tell(new Connect(5, "guest", true, 60, null, null, null, Link.options(-1, 0)));
    broker.loopB.run();
    assertThat(anew.connAck()).isNotNull();
    assertThat(consume(back("a"))).containsExactlyElementsOf(numbered(1, 8));
  }

  @Test
  void whatAnUnsavedMemberHasSurvivesARestartWhereTheGroupIsSaved() {
    member("a", 1).drop();
    Link guest = broker.link().connect5("guest", true, 0);
    guest.subscribe(GROUP, 1);
    publish(publisher(), 1, 1, 3);
    assertThat(guest.payloads()).hasSize(3);
    broker = new TestBroker(storage, time, LIMITS);
    assertThat(consume(back("a"))).containsExactly("m1", "m2", "m3");
  }

  @Test
  void whoIsOnlineGetsWhatAMemberLeavesUndone() {
    Link a = member("a", 1);
    publish(publisher(), 1, 1, 6);
    Link b = member("b", 1);
    assertThat(b.payloads()).isEmpty();
    a.ack(Ack.Type.PUBACK, a.deliveries().get(0).packetId());
    a.drop();
    assertThat(consume(b)).containsExactlyElementsOf(numbered(2, 6));
    Link again = back("a");
    assertThat(again.deliveries()).isEmpty();
    assertThat(again.last(Ack.class)).as("a PUBREL for what is no longer a's").isNull();
  }

  @Test
  void whoComesOnlineGetsWhatAMemberLeftUndoneBefore() {
    Link b = member("b", 1);
    b.drop();
    Link a = member("a", 1);
    publish(publisher(), 1, 1, 6);
    a.drop();
    assertThat(consume(back("b"))).containsExactlyElementsOf(numbered(1, 6));
    assertThat(consume(back("a"))).isEmpty();
  }

  @Test
  void aLoneMemberGetsItsOwnAgainWithDup() {
    Link a = member("a", 1);
    Link publisher = publisher();
    publish(publisher, 1, 1, 6);
    List<Integer> ids = a.deliveries().stream().map(Delivery::packetId).toList();
    a.drop();
    publish(publisher, 1, 7, 9);
    Link again = back("a");
    assertThat(again.deliveries()).extracting(Delivery::packetId).containsExactlyElementsOf(ids);
    assertThat(again.deliveries()).extracting(Delivery::dup).containsOnly(true);
    assertThat(consume(again)).containsExactlyElementsOf(numbered(1, 9));
  }

  @Test
  void whatWasSentAtQos2StaysWithItsMember() {
    Link a = member("a", 2);
    publish(publisher(), 2, 1, 6);
    Link b = member("b", 2);
    a.drop();
    assertThat(consume(b)).containsExactly("m5", "m6");
    Link again = back("a");
    assertThat(again.deliveries()).extracting(Delivery::dup).containsOnly(true);
    assertThat(consume(again)).containsExactlyElementsOf(numbered(1, 4));
  }

  @Test
  void whatWasSentAtQos2EndsWithItsMember() {
    Link a = member("a", 2);
    publish(publisher(), 2, 1, 6);
    Link b = member("b", 2);
    a.drop();
    consume(b);
    broker.advanceMillis(2_000_000);
    assertThat(b.payloads()).containsExactly("m5", "m6");
  }

  @Test
  void aSessionThatExpiresLeavesItsQos1ToTheGroup() {
    BrokerFixed off = new BrokerFixed();
    Link a = off.member("a");
    Link b = off.member("b");
    off.publish(8);
    a.drop();
    assertThat(consume(b)).hasSize(4);
    off.broker.advanceMillis(2_000_000);
    assertThat(consume(b)).containsExactlyInAnyOrderElementsOf(numbered(1, 8));
  }

  /** A broker that hands over only when sessions end. */
  private static final class BrokerFixed {
    final TestBroker broker =
        new TestBroker(
            new MemoryStorage("test@127.0.0.1"),
            new FakeTime(),
            LIMITS,
            new BrokerSettings.Sharing(SharedStrategy.ROUND_ROBIN, Map.of(), false));

    Link member(String id) {
      Link link = broker.link().connect5(id, false, 1_000);
      link.subscribe(GROUP, 1);
      return link;
    }

    void publish(int count) {
      SharedGroupTest.publish(broker.link().connect("p", true), 1, 1, count);
    }
  }

  @Test
  void whoLeavesTheGroupLeavesItWhatItHasNotDone() {
    Link a = member("a", 1);
    Link b = member("b", 1);
    publish(publisher(), 1, 1, 8);
    a.say(new Unsubscribe(9, List.of(GROUP), List.of()));
    a.drop();
    assertThat(consume(b)).containsExactlyInAnyOrderElementsOf(numbered(1, 8));
    assertThat(back("a").deliveries()).isEmpty();
  }

  @Test
  void aCleanStartLeavesTheOldSessionsMessagesToTheGroup() {
    Link a = member("a", 1);
    Link b = member("b", 1);
    publish(publisher(), 1, 1, 8);
    Link anew = broker.link().connect5("a", true, 1_000);
    assertThat(a.closed).isTrue();
    assertThat(consume(b)).containsExactlyInAnyOrderElementsOf(numbered(1, 8));
    assertThat(anew.payloads()).isEmpty();
  }

  @Test
  void twoGroupsOnOneFilterEachGetEverything() {
    member("a", 1).drop();
    Link b = broker.link().connect5("b", false, 1_000);
    b.subscribe("$queue/t/#", 1);
    b.drop();
    publish(publisher(), 1, 1, 5);
    assertThat(consume(back("a"))).containsExactlyElementsOf(numbered(1, 5));
    assertThat(consume(back("b"))).containsExactlyElementsOf(numbered(1, 5));
  }

  @Test
  void whatExpiresWhileItWaitsIsNotDelivered() {
    member("a", 1).drop();
    Link publisher = publisher();
    publisher.say(Link.publication("t/a", 1, 1, "short", false, 5));
    publisher.say(Link.publication("t/a", 1, 2, "long", false, 500));
    broker.advanceMillis(10_000);
    assertThat(consume(back("a"))).containsExactly("long");
    assertThat(broker.count(Metric.DELIVERY_DROPPED_EXPIRED)).isEqualTo(1);
  }

  @Test
  void qos0IsForWhoIsThere() {
    member("a", 1).drop();
    Link publisher = publisher();
    publish(publisher, 1, 1, 6);
    publisher.publish("t/a", 0, 0, "nobody", false);
    assertThat(broker.count(Metric.DELIVERY_DROPPED_QOS0_MSG)).isEqualTo(1);
    Link a = back("a");
    publisher.publish("t/a", 0, 0, "now", false);
    assertThat(a.payloads()).contains("now").doesNotContain("nobody");
  }

  @Test
  void aClientMayNotHaveTheNameOfAGroup() {
    Link link = broker.link().connect5("$share/g/t/#", false, 1_000);
    assertThat(link.connAck().code()).isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    assertThat(link.closed).isTrue();
  }

  @Test
  void aGroupIsNoClient() {
    member("a", 1).drop();
    publish(publisher(), 1, 1, 3);
    CompletableFuture<List<ClientView>> clients = broker.broker.control(List::of).clients();
    broker.settle();
    assertThat(clients.join())
        .extracting(ClientView::clientId)
        .containsExactly("a", "p");
    assertThat(broker.meters.gauges().get("sessions.count")).isEqualTo(2);
  }
}
