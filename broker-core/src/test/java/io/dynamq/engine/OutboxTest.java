package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.packet.Ack;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Connect;
import io.dynamq.packet.Ping;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.UnsubAck;
import io.dynamq.packet.Unsubscribe;
import io.dynamq.store.Durability;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits for something to be kept, and what does not wait behind it. */
class OutboxTest {
  private final FaultyStorage store = new FaultyStorage(new MemoryStorage("n"));
  private final TestBroker broker = new TestBroker(store, new FakeTime(), Durability.WAL);

  private Link subscriber(String id, String filter, int qos) {
    Link link = broker.link().connect(id, false);
    link.subscribe(filter, qos);
    return link;
  }

  @Test
  void answersThatPromiseNothingPassADeliveryThatWaitsForAnotherSession() {
    Link a = subscriber("a", "#", 2);
    subscriber("b", "two", 2).drop();
    Link publisher = broker.link().connect("p", false);
    store.bundlesWait = true;
    publisher.publish("two", 2, 1, "waits", false);
    store.bundlesWait = false;
    assertThat(a.payloads()).isEmpty();

    a.say(Ping.REQUEST);
    a.subscribe("more", 0);
    a.publish("nowhere", 1, 9, "mine", false);
    publisher.publish("one", 1, 2, "at least once", false);
    publisher.publish("none", 0, 0, "at most once", false);

    assertThat(a.got).contains(Ping.RESPONSE, Ack.of(Ack.Type.PUBACK, 9));
    assertThat(a.last(SubAck.class).packetId()).isEqualTo(2);
    assertThat(a.payloads()).containsExactly("at most once");
    store.answer();
    broker.settle();
    assertThat(a.payloads()).containsExactly("at most once", "waits", "mine", "at least once");
  }

  @Test
  void whereTheStoreIsPromisedNobodyIsSentWhatThePublishersRowDoesNotTellOf() {
    TestBroker strict = new TestBroker(store, new FakeTime(), Durability.STORE);
    Link a = strict.link().connect("a", false);
    a.subscribe("#", 2);
    Link publisher = strict.link().connect("p", false);
    store.savesWaitOf = "p";
    publisher.publish("t", 2, 1, "once", false);
    assertThat(a.payloads()).isEmpty();

    store.savesWaitOf = null;
    store.answer();
    strict.settle();

    assertThat(a.payloads()).containsExactly("once");
    assertThat(publisher.last(Ack.class)).isEqualTo(Ack.of(Ack.Type.PUBREC, 1));
  }

  @Test
  void aSecondUnsubscribeIsNotAnsweredBeforeTheFirstIsKept() {
    Link a = subscriber("a", "t", 1);
    store.removalsWait = true;
    a.say(new Unsubscribe(7, List.of("t"), List.of()));
    a.say(new Unsubscribe(8, List.of("t"), List.of()));
    assertThat(a.last(UnsubAck.class)).isNull();

    store.answer();
    broker.settle();

    assertThat(a.last(UnsubAck.class).packetId()).isEqualTo(8);
  }

  @Test
  void whatIsSentAtQos2KeepsItsOrder() {
    Link a = subscriber("a", "#", 2);
    Link publisher = broker.link().connect("p", false);
    store.savesWait = true;
    publisher.publish("t", 2, 1, "first", false);
    publisher.publish("t", 2, 2, "second", false);
    assertThat(a.payloads()).isEmpty();
    store.savesWait = false;
    store.answer();
    broker.settle();
    assertThat(a.payloads()).containsExactly("first", "second");
  }

  @Test
  void aCleanStartIsAnsweredOnceTheOldSessionHasEndedForGood() {
    subscriber("s", "t", 1).drop();
    store.savesWait = true;
    Link clean = broker.link().connect("s", true);
    assertThat(clean.last(ConnAck.class)).isNull();
    store.savesWait = false;
    store.answer();
    broker.settle();
    assertThat(clean.connAck().sessionPresent()).isFalse();
  }

  @Test
  void anEndedSessionIsNotResumedWhileItsQueueIsStillEmptied() {
    subscriber("s", "t", 1).drop();
    store.readsWait = true;
    broker.link().connect("s", true).drop();
    store.readsWait = false;
    assertThat(broker.link().connect("s", false).connAck().sessionPresent()).isFalse();
  }

  @Test
  void noTopicAliasIsUsedBeforeItIsTold() {
    Connect.Options aliases =
        new Connect.Options(1_000, 65_535, -1, 10, false, true, List.of(), null, null);
    Link a = broker.link().connect5("a", aliases);
    a.subscribe("#", 2);
    Link publisher = broker.link().connect("p", false);
    store.savesWait = true;
    publisher.publish("a/long/name", 2, 1, "tells", false);
    publisher.publish("a/long/name", 0, 0, "uses", false);
    assertThat(a.payloads()).isEmpty();
    store.savesWait = false;
    store.answer();
    broker.settle();
    assertThat(a.payloads()).containsExactly("tells", "uses");
  }

  @Test
  void whatCouldNotBeKeptIsNotSentLaterEither() {
    Connect.Options one =
        new Connect.Options(1_000, 1, -1, 0, false, true, List.of(), null, null);
    Link a = broker.link().connect5("a", one);
    a.subscribe("#", 2);
    Link publisher = broker.link().connect5("p", false, 1_000);
    publisher.publish("t", 2, 1, "kept", false);
    store.bundlesFail = true;
    publisher.publish("t", 2, 2, "not kept", false);
    assertThat(publisher.last(Ack.class).code().isError()).isTrue();

    a.ack(Ack.Type.PUBREC, 1);
    a.ack(Ack.Type.PUBCOMP, 1);

    assertThat(a.payloads()).containsExactly("kept");
    assertThat(a.closed).isTrue();
  }

  @Test
  void nothingLeavesBeforeConnack() {
    subscriber("a", "#", 2).drop();
    store.savesWait = true;
    Link back = broker.link().connect("a", false);
    back.say(Ping.REQUEST);
    assertThat(back.got).isEmpty();
    store.savesWait = false;
    store.answer();
    broker.settle();
    assertThat(back.got).hasSize(2).last().isEqualTo(Ping.RESPONSE);
  }
}
