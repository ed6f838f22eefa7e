package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.ClientId;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Connect;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.Durability;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shared groups whose store fails at the worst moment. */
class SharedGroupFaultTest {
  private static final String GROUP = "$share/g/t/#";

  private final FaultyStorage store = new FaultyStorage(new MemoryStorage("test@127.0.0.1"));
  private final TestBroker broker =
      new TestBroker(store, new FakeTime(), SessionLimits.DEFAULT);

  private Link member(String id) {
    Link link = broker.link().connect5(id, false, 1_000);
    link.subscribe(GROUP, 1);
    return link;
  }

  private Link back(String id) {
    return broker.link().connect5(id, false, 1_000);
  }

  private Link publisher() {
    return broker.link().connect5("p", true, 0);
  }

  @Test
  void aMemberIsNotPromisedAQueueThatCannotBeHad() {
    Link a = broker.link().connect5("a", false, 1_000);
    store.claimsFail = true;
    a.subscribe(GROUP, 1);
    assertThat(a.last(SubAck.class)).isNull();
    assertThat(a.closed).isTrue();
    store.claimsFail = false;
    Link again = back("a");
    again.subscribe(GROUP, 1);
    assertThat(again.last(SubAck.class).codes()).containsExactly(ReasonCode.GRANTED_QOS_1);
    again.drop();
    publisher().publish("t/1", 1, 1, "m", false);
    assertThat(back("a").payloads()).containsExactly("m");
  }

  @Test
  void aPublisherLearnsThatTheQueueCouldNotTakeItsMessage() {
    member("a").drop();
    Link publisher = publisher();
    store.appendsFail = true;
    publisher.publish("t/1", 1, 1, "lost", false);
    assertThat(publisher.last(Ack.class).code()).isEqualTo(ReasonCode.UNSPECIFIED_ERROR);
    assertThat(broker.count(Metric.DELIVERY_DROPPED_PUBLISHER_REFUSED)).isEqualTo(1);
    store.appendsFail = false;
    publisher.publish("t/1", 1, 2, "kept", false);
    assertThat(back("a").payloads()).containsExactly("kept");
  }

  @Test
  void whatAMemberCannotStoreIsOfferedAgainALittleLater() {
    member("a").drop();
    publisher().publish("t/1", 1, 1, "m", false);
    store.appendsFail = true;
    Link a = back("a");
    broker.advanceMillis(5_000);
    assertThat(a.payloads()).isEmpty();
    store.appendsFail = false;
    broker.advanceMillis(1_000);
    assertThat(a.payloads()).containsExactly("m");
  }

  @Test
  void whatAGroupCannotStoreStaysWithItsMember() {
    Link a = member("a");
    publisher().publish("t/1", 1, 1, "m", false);
    Link b = member("b");
    store.appendsFail = true;
    a.drop();
    assertThat(b.payloads()).isEmpty();
    store.appendsFail = false;
    Link again = back("a");
    assertThat(again.payloads()).containsExactly("m");
    assertThat(again.deliveries().get(0).dup()).isTrue();
    assertThat(b.payloads()).isEmpty();
  }

  @Test
  void aQueueThatCannotBeReadIsReadAgainALittleLater() {
    TestBroker small =
        new TestBroker(
            store,
            broker.time,
            new SessionLimits(
                SessionLimits.DEFAULT.receiving(),
                SessionLimits.DEFAULT.sending(),
                new SessionLimits.Queue(0, 0, 2, 1 << 20, true)));
    Link a = small.link().connect5("a", false, 1_000);
    a.subscribe(GROUP, 1);
    a.drop();
    Link publisher = small.link().connect("p", true);
    for (int i = 1; i <= 5; i++) {
      publisher.publish("t/1", 1, i, "m" + i, false);
    }
    store.readsToFail = 100;
    Link again = small.link().connect5("a", false, 1_000);
    assertThat(again.payloads()).hasSizeLessThan(5);
    store.readsToFail = 0;
    small.advanceMillis(1_000);
    small.advanceMillis(1_000);
    assertThat(again.payloads()).containsExactlyElementsOf(List.of("m1", "m2", "m3", "m4", "m5"));
  }

  @Test
  void nothingIsLentBeforeItsPublishIsKept() {
    TestBroker safe = withQueuedAtQos2();
    Link a = safe.link().connect5("a", false, 1_000);
    assertThat(a.payloads()).isEmpty();
    store.answer();
    safe.settle();
    assertThat(a.payloads()).containsExactly("m");
  }

  @Test
  void whatCouldNotBeKeptIsNotLentAtAll() {
    store.bundlesFail = true;
    TestBroker safe = withQueuedAtQos2();
    store.answer();
    safe.settle();
    assertThat(safe.link().connect5("a", false, 1_000).payloads()).isEmpty();
    assertThat(safe.count(Metric.DELIVERY_DROPPED_PUBLISHER_REFUSED)).isEqualTo(1);
  }

  @Test
  void whereTheStoreIsPromisedAMemberIsSentWhatItsRowTellsOf() {
    TestBroker strict = new TestBroker(store, new FakeTime(), Durability.STORE);
    Link a = strict.link().connect5("a", false, 1_000);
    a.subscribe(GROUP, 2);
    a.drop();
    strict.link().connect5("p", false, 1_000).publish("t/1", 2, 1, "m", false);
    store.appendsWait = true;
    Link again = strict.link().connect5("a", false, 1_000);
    store.savesWaitOf = "a";
    store.answerOne();
    strict.settle();
    assertThat(again.payloads()).isEmpty();
    assertThat(waiting(GROUP)).hasSize(1);

    store.savesWaitOf = null;
    store.answer();
    strict.settle();

    assertThat(again.payloads()).containsExactly("m");
    assertThat(waiting(GROUP)).isEmpty();
  }

  @Test
  void whereTheStoreIsPromisedAGroupLendsWhatItsRowTellsOf() {
    TestBroker strict = new TestBroker(store, new FakeTime(), Durability.STORE);
    // The window takes one, so the second is not sent.
    Connect.Options one =
        new Connect.Options(1_000, 1, -1, 0, false, true, List.of(), null, null);
    Link a = strict.link().connect5("a", one);
    a.subscribe(GROUP, 2);
    Link publisher = strict.link().connect5("p", false, 1_000);
    publisher.publish("t/1", 2, 1, "sent", false);
    publisher.publish("t/1", 2, 2, "left", false);
    Link b = strict.link().connect5("b", false, 1_000);
    b.subscribe(GROUP, 2);
    store.savesWaitOf = GROUP;
    a.drop();
    assertThat(b.payloads()).isEmpty();
    assertThat(waiting("a")).hasSize(2);

    store.savesWaitOf = null;
    store.answer();
    strict.settle();

    assertThat(b.payloads()).containsExactly("left");
    assertThat(waiting("a")).hasSize(1);
  }

  private List<StoredMessage> waiting(String queue) {
    return store.inflight().read(new ClientId(queue), Position.START, 10, 10_000).join();
  }

  /** A message of QoS 2 waits for a member, and its publisher for the log. */
  private TestBroker withQueuedAtQos2() {
    TestBroker safe = new TestBroker(store, new FakeTime(), Durability.WAL);
    Link a = safe.link().connect5("a", false, 1_000);
    a.subscribe(GROUP, 2);
    a.drop();
    store.bundlesWait = true;
    safe.link().connect5("p", false, 1_000).publish("t/1", 2, 1, "m", false);
    return safe;
  }

  @Test
  void aConnectThatWaitsForAHandoverIsAnsweredThoughTheSessionIsLostMeanwhile() {
    Link a = member("a");
    member("b");
    publisher().publish("t/1", 1, 1, "one", false);
    publisher().publish("t/1", 1, 2, "two", false);
    assertThat(a.payloads()).isNotEmpty();
    store.readsWait = true;
    a.drop();
    Link waiting = back("a");
    assertThat(waiting.got).isEmpty();
    store.readsWait = false;
    broker.broker.home("a").post(Mail.of(home -> home.ownership().lostThrough(Long.MAX_VALUE)));
    broker.settle();
    assertThat(waiting.connAck().code()).isEqualTo(ReasonCode.SUCCESS);
  }
}
