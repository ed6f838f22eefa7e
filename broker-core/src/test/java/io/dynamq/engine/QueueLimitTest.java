package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.ClientId;
import io.dynamq.observe.DropReason;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.ReasonCode;
import io.dynamq.session.Overflow;
import io.dynamq.session.OverflowPolicy;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.LedgerEntry;
import io.dynamq.store.StoredLedgerEntry;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Limits of stored queues by count, bytes and age, and who gives way when they are reached. */
class QueueLimitTest {
  private static final int QUEUE = 10;
  private final FakeTime time = new FakeTime();
  private final MemoryStorage storage = new MemoryStorage("n");
  private final FaultyStorage store = new FaultyStorage(storage);
  private TestBroker broker = broker(Overflow.DROP_OLDEST, 0, 0);
  private int packetId;

  private TestBroker broker(Overflow overflow, long maxBytes, long ageMillis) {
    return broker(OverflowPolicy.of(overflow), maxBytes, ageMillis);
  }

  private TestBroker broker(OverflowPolicy overflow, long maxBytes, long ageMillis) {
    SessionLimits limits =
        new SessionLimits(
            new SessionLimits.Receiving(100, 10, 0),
            new SessionLimits.Sending(2, 10, false),
            new SessionLimits.Queue(maxBytes > 0 ? 0 : QUEUE, maxBytes, 8, 1 << 20, true),
            new SessionLimits.Excess(ageMillis, overflow));
    return new TestBroker(store, time, limits);
  }

  private Link subscriber() {
    Link link = broker.link().connect5("s", false, 10_000);
    link.subscribe("t/#", 1);
    return link;
  }

  private Link publish(String topic, int from, int to) {
    Link publisher = broker.link().connect5("p", true, 0);
    for (int i = from; i <= to; i++) {
      publisher.publish(topic, 1, ++packetId, "m" + i, false);
    }
    return publisher;
  }

  private List<String> consume(Link link) {
    broker.settle();
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < link.deliveries().size(); i++) {
      Delivery next = link.deliveries().get(i);
      seen.add(new String(next.message().payload(), StandardCharsets.UTF_8));
      link.ack(Ack.Type.PUBACK, next.packetId());
      broker.settle();
    }
    return seen;
  }

  private static List<String> numbered(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "m" + i).toList();
  }

  private List<String> ledger(DropReason reason) {
    return storage.ledger().read(new ClientId("s"), 0, null).join().entries().stream()
        .map(StoredLedgerEntry::entry)
        .filter(entry -> entry.reason() == reason)
        .map(QueueLimitTest::payload)
        .toList();
  }

  private static String payload(LedgerEntry entry) {
    return new String(entry.delivery().message().payload(), StandardCharsets.UTF_8);
  }

  private long stored() {
    return storage.inflight().measure(new ClientId("s")).join().messages();
  }

  @Test
  void theOldestOfAnOfflineQueueGiveWay() {
    subscriber().drop();
    publish("t/1", 1, 500);
    broker.advanceMillis(2_000);
    assertThat(stored()).isEqualTo(QUEUE);
    assertThat(ledger(DropReason.QUEUE_FULL)).isEqualTo(numbered(1, 490));
    assertThat(broker.count(Metric.DELIVERY_DROPPED_QUEUE_FULL)).isEqualTo(490);
    assertThat(consume(subscriber())).isEqualTo(numbered(491, 500));
  }

  @Test
  void anOfflineQueueIsNeverMuchLongerThanItsLimit() {
    subscriber().drop();
    for (int i = 1; i <= 600; i++) {
      publish("t/1", i, i);
      assertThat(stored()).isLessThanOrEqualTo(QUEUE + 128);
    }
  }

  @Test
  void theClientGetsNoMoreThanTheLimitEvenIfItComesBackAtOnce() {
    subscriber().drop();
    publish("t/1", 1, QUEUE + 5);
    assertThat(consume(subscriber())).isEqualTo(numbered(6, QUEUE + 5));
    assertThat(ledger(DropReason.QUEUE_FULL)).isEqualTo(numbered(1, 5));
  }

  @Test
  void whatIsInFlightStaysWhenTheOldestGiveWay() {
    subscriber();
    Link link = broker.link().connect5("s", false, 10_000);
    publish("t/1", 1, 5);
    assertThat(link.payloads()).containsExactly("m1", "m2");
    link.drop();
    publish("t/1", 6, 100);
    broker.advanceMillis(2_000);
    Link back = broker.link().connect5("s", false, 10_000);
    List<String> expected = new ArrayList<>(List.of("m1", "m2"));
    expected.addAll(numbered(91, 100));
    assertThat(consume(back)).isEqualTo(expected);
    assertThat(stored()).isZero();
  }

  @Test
  void theOldestOfAnOnlineQueueGiveWay() {
    Link link = subscriber();
    publish("t/1", 1, 50);
    List<String> expected = new ArrayList<>(List.of("m1", "m2"));
    expected.addAll(numbered(41, 50));
    assertThat(consume(link)).isEqualTo(expected);
    assertThat(ledger(DropReason.QUEUE_FULL)).isEqualTo(numbered(3, 40));
    assertThat(stored()).isZero();
  }

  @Test
  void whatGaveWayDoesNotComeBackWithTheNextBroker() {
    subscriber().drop();
    publish("t/1", 1, 100);
    broker.advanceMillis(2_000);
    broker = broker(Overflow.DROP_OLDEST, 0, 0);
    broker.broker.restore();
    broker.settle();
    publish("t/1", 101, 103);
    broker.advanceMillis(2_000);
    assertThat(consume(subscriber())).isEqualTo(numbered(94, 103));
  }

  @Test
  void theLimitHoldsFromTheFirstMessageAfterARestartOn() {
    subscriber().drop();
    publish("t/1", 1, QUEUE);
    broker = broker(Overflow.DROP_NEWEST, 0, 0);
    broker.broker.restore();
    broker.settle();
    publish("t/1", 11, 40);
    assertThat(stored()).isLessThanOrEqualTo(QUEUE + 1);
    broker.advanceMillis(2_000);
    assertThat(broker.count(Metric.DELIVERY_DROPPED_QUEUE_FULL)).isGreaterThanOrEqualTo(29);
  }

  @Test
  void bytesAreLimitedLikeMessages() {
    broker = broker(Overflow.DROP_OLDEST, 100_000, 0);
    subscriber().drop();
    Link publisher = broker.link().connect5("p", true, 0);
    for (int i = 0; i < 40; i++) {
      publisher.publish("t/1", 1, ++packetId, "x".repeat(9_997), false);
    }
    broker.advanceMillis(2_000);
    assertThat(stored()).isEqualTo(10);
    assertThat(broker.count(Metric.DELIVERY_DROPPED_QUEUE_BYTES_FULL)).isEqualTo(30);
    assertThat(ledger(DropReason.QUEUE_BYTES_FULL)).hasSize(30);
  }

  @Test
  void theNewestGiveWayWhereThatIsAsked() {
    broker = broker(Overflow.DROP_NEWEST, 0, 0);
    subscriber().drop();
    Link publisher = publish("t/1", 1, 15);
    assertThat(publisher.last(Ack.class).code().isError()).isFalse();
    assertThat(ledger(DropReason.QUEUE_FULL)).isEqualTo(numbered(11, 15));
    assertThat(consume(subscriber())).isEqualTo(numbered(1, 10));
  }

  @Test
  void aPublisherIsRefusedBeforeAnybodyGetsItsMessage() {
    broker = broker(Overflow.REJECT_PUBLISHER, 0, 0);
    Link other = broker.link().connect5("other", true, 0);
    other.subscribe("t/1", 0);
    subscriber().drop();
    Link publisher = publish("t/1", 1, QUEUE);
    assertThat(publisher.last(Ack.class).code()).isEqualTo(ReasonCode.SUCCESS);
    publisher.publish("t/1", 1, ++packetId, "refused", false);
    Ack refusal = publisher.last(Ack.class);
    assertThat(refusal.code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(refusal.notice().reasonString()).isNotEmpty();
    assertThat(other.payloads()).isEqualTo(numbered(1, QUEUE));
    assertThat(broker.count(Metric.DELIVERY_DROPPED_PUBLISHER_REFUSED)).isEqualTo(1);
    assertThat(ledger(DropReason.PUBLISHER_REFUSED)).isEmpty();

    publisher.publish("elsewhere", 1, ++packetId, "taken", false);
    assertThat(publisher.last(Ack.class).code().isError()).isFalse();
    assertThat(consume(subscriber())).isEqualTo(numbered(1, QUEUE));
    publisher.publish("t/1", 1, ++packetId, "again", false);
    assertThat(publisher.last(Ack.class).code()).isEqualTo(ReasonCode.SUCCESS);
  }

  @Test
  void aPublisherOfMqtt3IsDisconnectedWhenItIsRefused() {
    broker = broker(Overflow.REJECT_PUBLISHER, 0, 0);
    subscriber().drop();
    publish("t/1", 1, QUEUE);
    Link old = broker.link().connect("old", true);
    old.publish("t/1", 1, 1, "refused", false);
    assertThat(old.closed).isTrue();
  }

  @Test
  void anOnlineReceiverRefusesToo() {
    broker = broker(Overflow.REJECT_PUBLISHER, 0, 0);
    Link link = subscriber();
    Link publisher = publish("t/1", 1, QUEUE + 2);
    publisher.publish("t/1", 1, ++packetId, "refused", false);
    assertThat(publisher.last(Ack.class).code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    link.ack(Ack.Type.PUBACK, link.deliveries().get(0).packetId());
    broker.settle();
    publisher.publish("t/1", 1, ++packetId, "taken", false);
    assertThat(publisher.last(Ack.class).code()).isEqualTo(ReasonCode.SUCCESS);
  }

  @Test
  void aRuleForATopicComesFirst() {
    broker =
        broker(
            new OverflowPolicy(
                Overflow.DROP_OLDEST,
                List.of(
                    new OverflowPolicy.Rule(
                        TopicFilter.of("t/cmd/#"), Overflow.REJECT_PUBLISHER))),
            0,
            0);
    subscriber().drop();
    publish("t/1", 1, QUEUE);
    Link publisher = publish("t/cmd/a", 11, 11);
    assertThat(publisher.last(Ack.class).code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    publish("t/1", 12, 12);
    broker.advanceMillis(2_000);
    List<String> expected = new ArrayList<>(numbered(2, 10));
    expected.add("m12");
    assertThat(consume(subscriber())).isEqualTo(expected);
  }

  @Test
  void whatHasWaitedTooLongIsNotSent() {
    broker = broker(Overflow.DROP_OLDEST, 0, 60_000);
    subscriber().drop();
    publish("t/1", 1, 3);
    broker.advanceMillis(50_000);
    publish("t/1", 4, 5);
    time.advanceMillis(10_001);
    assertThat(consume(subscriber())).isEqualTo(numbered(4, 5));
    assertThat(ledger(DropReason.TOO_OLD)).isEqualTo(numbered(1, 3));
  }

  @Test
  void whatHasWaitedTooLongGoesThoughItsClientStaysAway() {
    broker = broker(Overflow.DROP_OLDEST, 0, 60_000);
    subscriber().drop();
    publish("t/1", 1, 3);
    broker.advanceMillis(30_000);
    publish("t/1", 4, 5);
    broker.advanceMillis(31_000);
    assertThat(ledger(DropReason.TOO_OLD)).isEqualTo(numbered(1, 3));
    assertThat(stored()).isEqualTo(2);
    broker = broker(Overflow.DROP_OLDEST, 0, 60_000);
    broker.broker.restore();
    broker.settle();
    for (int i = 0; i < 12; i++) {
      broker.advanceMillis(10_000);
    }
    assertThat(ledger(DropReason.TOO_OLD)).isEqualTo(numbered(1, 5));
    assertThat(stored()).isZero();
    assertThat(broker.count(Metric.DELIVERY_DROPPED_TOO_OLD)).isEqualTo(2);
  }

  @Test
  void aClientThatDoesNotGetInDoesNotStopTheClockOfItsQueue() {
    broker = broker(Overflow.DROP_OLDEST, 0, 60_000);
    subscriber().drop();
    publish("t/1", 1, 3);
    store.readsWait = true;
    broker.advanceMillis(61_000);
    store.claimsWait = true;
    store.claimsFail = true;
    Link refused = broker.link().connect5("s", false, 10_000);
    store.answer();
    broker.settle();
    assertThat(refused.connAck().code()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    store.readsWait = false;
    broker.advanceMillis(2_000);
    assertThat(ledger(DropReason.TOO_OLD)).isEqualTo(numbered(1, 3));
    assertThat(stored()).isZero();
  }

  @Test
  void whatAnEndedSessionLeavesIsInTheLedger() {
    subscriber().drop();
    publish("t/1", 1, 4);
    broker.advanceMillis(10_001_000);
    assertThat(ledger(DropReason.SESSION_ENDED)).isEqualTo(numbered(1, 4));
    subscriber().drop();
    publish("t/1", 5, 6);
    broker.link().connect5("s", true, 10_000);
    broker.settle();
    assertThat(ledger(DropReason.SESSION_ENDED)).isEqualTo(numbered(1, 6));
    assertThat(stored()).isZero();
  }
}
