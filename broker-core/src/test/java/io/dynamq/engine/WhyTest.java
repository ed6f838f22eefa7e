package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.control.MessageFate;
import io.dynamq.control.MessageFate.Outcome;
import io.dynamq.control.WhyQuestion;
import io.dynamq.control.WhyReport;
import io.dynamq.message.MessageId;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Connect;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Unsubscribe;
import io.dynamq.session.Overflow;
import io.dynamq.session.OverflowPolicy;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.HistoryEvent;
import io.dynamq.store.HistoryEvent.Kind;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicFilter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What has become of a message, whatever that was. */
class WhyTest {
  private final FakeTime time = new FakeTime();
  private final MemoryStorage storage = new MemoryStorage("test@127.0.0.1");
  private TestBroker broker = new TestBroker(storage, time, SessionLimits.DEFAULT);
  private final long began = time.epochMillis();

  private WhyReport why(TopicFilter topics, MessageId id) {
    CompletableFuture<WhyReport> answer =
        broker.broker.control(List::of).why(new WhyQuestion("c", topics, id, 0));
    broker.settle();
    return answer.join();
  }

  private WhyReport why() {
    return why(null, null);
  }

  private void restart() {
    broker = new TestBroker(storage, time, SessionLimits.DEFAULT);
  }

  private MessageFate only(WhyReport report) {
    assertThat(report.messages()).hasSize(1);
    return report.messages().get(0);
  }

  private Link subscribed(String filter, int options) {
    Link client = broker.link().connect5("c", false, 3_600);
    client.subscribe(filter, options);
    return client;
  }

  private void publish(String topic) {
    time.advanceMillis(10);
    broker.linkOnOtherLoop().connect("p", true).publish(topic, 1, 1, "x", false);
    time.advanceMillis(10);
  }

  @Test
  void anAcknowledgedMessageWasSentAndAcknowledged() {
    Link client = subscribed("t/#", 1);
    publish("t/1");
    client.ack(Ack.Type.PUBACK, client.last(Delivery.class).packetId());

    MessageFate fate = only(why());

    assertThat(fate.outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
    assertThat(fate.topic()).isEqualTo("t/1");
    assertThat(fate.publisher()).isEqualTo("p");
    assertThat(fate.publishedAt()).isEqualTo(began + 10);
    assertThat(fate.sentAt()).isEqualTo(began + 10);
    assertThat(fate.at()).isEqualTo(began + 20);
    assertThat(why().subscriptions())
        .containsExactly(new WhyReport.Filter("t/#", 1, began));
  }

  @Test
  void oneThatTheClientHasNotAnsweredIsInFlightAlsoWhenItIsGone() {
    Link client = subscribed("t/#", 2);
    broker.linkOnOtherLoop().connect("p", true).publish("t/2", 2, 1, "x", false);
    int packetId = client.last(Delivery.class).packetId();
    for (boolean online : new boolean[] {true, false}) {
      MessageFate fate = only(why());
      assertThat(fate.outcome()).isEqualTo(Outcome.IN_FLIGHT);
      assertThat(fate.words()).isEqualTo("PUBREC");
      assertThat(fate.packetId()).isEqualTo(packetId);
      assertThat(fate.sentAt()).isEqualTo(began);
      assertThat(why().session().connected()).isEqualTo(online);
      client.drop();
    }
  }

  @Test
  void messagesForAnAbsentClientAreQueuedBehindEachOther() {
    subscribed("t/#", 1).drop();
    publish("t/1");
    publish("t/2");
    assertThat(why().messages())
        .extracting(MessageFate::outcome, MessageFate::behind)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Outcome.QUEUED, 0L),
            org.assertj.core.groups.Tuple.tuple(Outcome.QUEUED, 1L));
    assertThat(why(TopicFilter.of("t/2"), null).messages())
        .extracting(MessageFate::behind)
        .containsExactly(1L);
    String second = why().messages().get(1).messageId();
    MessageId id =
        new MessageId(
            Long.parseUnsignedLong(second.substring(0, 16), 16),
            Long.parseUnsignedLong(second.substring(16), 16));
    assertThat(only(why(null, id)).topic()).isEqualTo("t/2");
  }

  @Test
  void aRestartForgetsNothingOfIt() {
    subscribed("t/#", 1).drop();
    publish("t/1");
    restart();
    assertThat(only(why()).outcome()).isEqualTo(Outcome.QUEUED);
    assertThat(why().session().createdAt()).isEqualTo(began);
    assertThat(why().session().queued()).as("though nobody has counted since").isEqualTo(1);
  }

  @Test
  void whatWasDroppedSaysWhy() {
    Link client = subscribed("t/#", 1);
    client.drop();
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.say(Link.publication("t/1", 1, 1, "x", false, 1));
    time.advanceMillis(2_000);
    broker.link().connect5("c", false, 3_600);

    MessageFate fate = only(why());

    assertThat(fate.outcome()).isEqualTo(Outcome.NOT_DELIVERED);
    assertThat(fate.words()).startsWith("expired");
    assertThat(fate.at()).isEqualTo(began + 2_000);
  }

  @Test
  void whatHasExpiredIsNotCalledQueuedThoughNobodyHasLookedAtIt() {
    subscribed("t/#", 1).drop();
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.say(Link.publication("t/1", 1, 1, "x", false, 1));
    publish("t/2");
    time.advanceMillis(2_000);
    for (int restarts = 0; restarts < 2; restarts++) {
      List<MessageFate> fates = why().messages();
      assertThat(fates.get(0).outcome()).isEqualTo(Outcome.NOT_DELIVERED);
      assertThat(fates.get(0).words()).isEqualTo("expired");
      assertThat(fates.get(0).at()).isEqualTo(began + 1_000);
      assertThat(fates.get(1).outcome()).isEqualTo(Outcome.QUEUED);
      assertThat(fates.get(1).behind()).isZero();
      restart();
    }
  }

  @Test
  void whatRanIntoALimitNamesIt() {
    SessionLimits defaults = SessionLimits.DEFAULT;
    broker =
        new TestBroker(
            storage,
            time,
            new SessionLimits(
                defaults.receiving(),
                defaults.sending(),
                new SessionLimits.Queue(1, 0, 100, 1 << 20, true),
                new SessionLimits.Excess(0, OverflowPolicy.of(Overflow.DROP_NEWEST))));
    subscribed("t/#", 1).drop();
    publish("t/1");
    publish("t/2");
    Link narrow = broker.link().connect(5, "c", false, 3_600, null);
    assertThat(narrow.deliveries()).hasSize(1);
    for (int restarts = 0; restarts < 2; restarts++) {
      MessageFate fate = only(why(TopicFilter.of("t/2"), null));
      assertThat(fate.outcome()).isEqualTo(Outcome.NOT_DELIVERED);
      assertThat(fate.words()).isEqualTo("queue_full, max_mqueue_len = 1");
      restart();
    }
  }

  @Test
  void whatWasTooLargeSaysForWhat() {
    Connect.Options small =
        new Connect.Options(3_600, 65_535, 100, 0, false, true, List.of(), null, null);
    Link client = broker.link();
    client.say(new Connect(5, "c", false, 60, null, null, null, small));
    client.subscribe("t/#", 1);
    time.advanceMillis(10);
    broker.linkOnOtherLoop().connect("p", true).publish("t/1", 1, 1, "x".repeat(200), false);
    assertThat(client.deliveries()).isEmpty();
    for (int restarts = 0; restarts < 2; restarts++) {
      MessageFate fate = only(why());
      assertThat(fate.outcome()).isEqualTo(Outcome.NOT_DELIVERED);
      assertThat(fate.words()).isEqualTo("too_large, the client's Maximum Packet Size = 100");
      restart();
    }
  }

  @Test
  void ofWhatADyingBrokerDidNotNoteTheRestIsSaid() {
    long micros = time.epochMicros();
    MessageId sent = new MessageId(micros, 1);
    MessageId matched = new MessageId(micros, 2);
    WhyFacts facts =
        new WhyFacts(new WhyQuestion("c", null, null, 0), WhyFacts.SessionNow.NONE, began);
    facts.happened(HistoryEvent.ofSession(Kind.SESSION_CREATED, micros - 2, "c", null));
    facts.happened(HistoryEvent.ofMessage(Kind.SUBSCRIBED, micros - 1, null, "c", "t/#", 1));
    facts.happened(HistoryEvent.ofMessage(Kind.PUBLISHED, micros, sent, "p", "t/1", 1));
    facts.happened(HistoryEvent.ofMessage(Kind.SENT, micros + 1_000, sent, "c", "t/1", 1));
    facts.happened(HistoryEvent.ofMessage(Kind.PUBLISHED, micros, matched, "p", "t/2", 1));
    facts.happened(new HistoryEvent(Kind.LOST, micros, null, "", null, 7, null));

    WhyReport report = facts.report(true);

    assertThat(report.messages())
        .extracting(MessageFate::outcome, MessageFate::at)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Outcome.SENT, micros / 1_000 + 1),
            org.assertj.core.groups.Tuple.tuple(Outcome.NOT_NOTED, 0L));
    assertThat(report.lostEvents()).isEqualTo(7);
  }

  @Test
  void afterARestartEverythingIsStillSaid() {
    publish("t/before the session");
    Link client = broker.link().connect5("c", false, 3_600);
    publish("t/before the subscription");
    client.subscribe("t/#", 1);
    publish("t/acknowledged");
    client.ack(Ack.Type.PUBACK, client.last(Delivery.class).packetId());
    publish("t/in flight");
    broker.linkOnOtherLoop().connect("liar", true).publish("$SYS/lie", 1, 1, "x", false);
    client.drop();
    publish("t/queued");
    client = broker.link().connect5("c", false, 3_600);
    client.say(new Unsubscribe(9, List.of("t/#"), List.of()));
    client.drop();
    publish("t/afterwards");
    List<MessageFate> before = why(TopicFilter.of("t/#"), null).messages();
    MessageFate refused = only(why(TopicFilter.of("$SYS/#"), null));

    restart();

    assertThat(before)
        .extracting(MessageFate::outcome)
        .containsExactly(
            Outcome.NO_SESSION_YET,
            Outcome.NOT_SUBSCRIBED_YET,
            Outcome.ACKNOWLEDGED,
            Outcome.IN_FLIGHT,
            Outcome.IN_FLIGHT,
            Outcome.UNSUBSCRIBED);
    assertThat(why(TopicFilter.of("t/#"), null).messages()).isEqualTo(before);
    assertThat(only(why(TopicFilter.of("$SYS/#"), null))).isEqualTo(refused);
    assertThat(refused.words()).contains("only the broker publishes to $SYS/");
  }

  @Test
  void beforeTheSubscriptionAndBeforeTheSessionThereWasNone() {
    publish("t/early");
    long connectedAt = time.epochMillis();
    Link client = broker.link().connect5("c", false, 3_600);
    publish("t/unsubscribed");
    long subscribedAt = time.epochMillis();
    client.subscribe("t/#", 1);
    publish("t/in time");
    client.say(new Unsubscribe(9, List.of("t/#"), List.of()));
    long unsubscribedAt = time.epochMillis();
    publish("t/late");

    List<MessageFate> fates = why().messages();

    assertThat(fates)
        .extracting(MessageFate::topic, MessageFate::outcome)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("t/early", Outcome.NO_SESSION_YET),
            org.assertj.core.groups.Tuple.tuple("t/unsubscribed", Outcome.NOT_SUBSCRIBED_YET),
            org.assertj.core.groups.Tuple.tuple("t/in time", Outcome.IN_FLIGHT),
            org.assertj.core.groups.Tuple.tuple("t/late", Outcome.UNSUBSCRIBED));
    assertThat(fates.get(0).at()).isEqualTo(connectedAt);
    assertThat(fates.get(1).at()).isEqualTo(subscribedAt);
    assertThat(fates.get(1).words()).isEqualTo("t/#");
    assertThat(fates.get(3).at()).isEqualTo(unsubscribedAt);
  }

  @Test
  void afterItsSessionThereIsNoneAndTheNextOneHasNoneOfItsSubscriptions() {
    subscribed("t/#", 1).drop();
    time.advanceMillis(3_700_000);
    broker.broker.tick();
    broker.settle();
    long endedAt = time.epochMillis();
    publish("t/1");
    broker.link().connect5("c", false, 3_600);
    publish("t/2");

    List<MessageFate> fates = why().messages();

    assertThat(fates.get(0).outcome()).isEqualTo(Outcome.SESSION_ENDED);
    assertThat(fates.get(0).at()).isEqualTo(endedAt);
    assertThat(fates.get(0).words()).isEqualTo("expired");
    assertThat(fates.get(1).outcome()).isEqualTo(Outcome.UNSUBSCRIBED);
  }

  @Test
  void whatCannotReachItByItsSubscriptionSaysSo() {
    Link client = subscribed("t/none", 0);
    client.subscribe("t/own", 1 | 4);
    publish("t/none");
    client.publish("t/own", 1, 7, "x", false);
    publish("other");
    assertThat(why().messages())
        .extracting(MessageFate::outcome)
        .containsExactly(Outcome.AT_QOS_0, Outcome.NO_LOCAL);
    assertThat(only(why(TopicFilter.of("other"), null)).outcome())
        .isEqualTo(Outcome.NO_SUBSCRIPTION);
  }

  @Test
  void anotherMemberOfItsGroupMayHaveIt() {
    subscribed("$share/g/t", 1).drop();
    Link other = broker.link().connect5("other", false, 3_600);
    other.subscribe("$share/g/t", 1);
    publish("t");
    assertThat(other.deliveries()).hasSize(1);
    MessageFate fate = only(why());
    assertThat(fate.outcome()).isEqualTo(Outcome.ANOTHER_MEMBER);
    assertThat(fate.words()).isEqualTo("$share/g/t");
  }

  @Test
  void whatWaitsForItsGroupIsNotCalledAnotherMembers() {
    subscribed("$share/g/t", 1).drop();
    Link other = broker.link().connect5("other", false, 3_600);
    other.subscribe("$share/g/t", 1);
    other.drop();
    publish("t");
    publish("t");
    for (int restarts = 0; restarts < 2; restarts++) {
      assertThat(why().messages())
          .extracting(MessageFate::outcome, MessageFate::behind, MessageFate::words)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(Outcome.WITH_GROUP, 0L, "$share/g/t"),
              org.assertj.core.groups.Tuple.tuple(Outcome.WITH_GROUP, 1L, "$share/g/t"));
      assertThat(why(TopicFilter.of("other"), null).messages()).isEmpty();
      restart();
    }
  }

  @Test
  void whatItsGroupGaveUpIsNotDelivered() {
    subscribed("$share/g/t", 1).drop();
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.say(Link.publication("t", 1, 1, "x", false, 1));
    time.advanceMillis(2_000);
    broker.link().connect5("c", false, 3_600);
    broker.advanceMillis(1_000);
    MessageFate fate = only(why());
    assertThat(fate.outcome()).isEqualTo(Outcome.NOT_DELIVERED);
    assertThat(fate.words()).isEqualTo("expired");
  }

  @Test
  void aRefusedPublishNamesTheRule() {
    subscribed("$SYS/#", 1);
    publish("$SYS/lie");
    MessageFate fate = only(why());
    assertThat(fate.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(fate.publisher()).isEqualTo("p");
    assertThat(fate.words()).isEqualTo("not_authorized: only the broker publishes to $SYS/");
  }

  @Test
  void ofAnUnknownClientNothingIsKnown() {
    publish("t");
    WhyReport report = why(TopicFilter.of("t"), null);
    assertThat(report.session()).isNull();
    assertThat(only(report).outcome()).isEqualTo(Outcome.NO_SESSION);
    assertThat(why().messages()).isEmpty();
  }
}
