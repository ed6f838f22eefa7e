package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.Durability;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that come while the store does not answer. */
class RenewalTest {
  private final MemoryStorage memory = new MemoryStorage("test@127.0.0.1");
  private final FaultyStorage store = new FaultyStorage(memory);
  private final TestBroker broker =
      new TestBroker(store, new FakeTime(), SessionLimits.DEFAULT);

  private void goAway() {
    store.claimsFail = true;
    store.renewals = true;
    store.away = true;
  }

  private void comeBack() {
    store.claimsFail = false;
    store.away = false;
  }

  private Link absent(String filter) {
    Link link = broker.link().connect("s", false);
    link.subscribe(filter, 2);
    link.drop();
    return link;
  }

  @Test
  void aSessionOfThisNodeGoesOnWithItsQueueAndKeepsItOverTheNextClaim() {
    absent("t/#");
    Link publisher = broker.link().connect("p", true);
    publisher.publish("t/1", 1, 1, "before", false);
    goAway();
    Link back = broker.link().connect("s", false);
    assertThat(back.connAck().sessionPresent()).isTrue();
    assertThat(back.payloads()).containsExactly("before");
    publisher.publish("t/1", 1, 2, "meanwhile", false);
    back.subscribe("more", 1);
    assertThat(back.last(SubAck.class).codes()).containsExactly(ReasonCode.GRANTED_QOS_1);
    assertThat(broker.count(Metric.SESSION_RENEWED)).isEqualTo(1);
    back.drop();
    publisher.publish("more", 1, 3, "more", false);
    comeBack();
    assertThat(broker.link().connect("s", false).payloads())
        .containsExactly("before", "meanwhile", "more");
  }

  /** It may have ended its exchanges at another node, of which this one cannot hear. */
  @Test
  void aPublishWithoutDupIsNewThoughItsIdentifierSeemsToBeInUse() {
    TestBroker kept = new TestBroker(store, new FakeTime(), Durability.WAL);
    Link receiver = kept.link().connect5("r", true, 600);
    receiver.subscribe("t", 2);
    Link client = kept.link().connect5("s", false, 600);
    client.publish("t", 2, 7, "released", false);
    client.publish("t", 2, 8, "repeated", false);
    store.appendsWait = true;
    client.publish("t", 2, 9, "under way", false);
    client.drop();
    goAway();
    Link back = kept.link().connect5("s", false, 600);
    assertThat(back.connAck().sessionPresent()).isTrue();
    back.publish("u", 1, 7, "of another kind", false);
    back.publish("u", 1, 9, "of another kind", false);
    assertThat(acks(back).stream().map(Ack::code))
        .doesNotContain(ReasonCode.PACKET_IDENTIFIER_IN_USE);
    back.publish("t", 2, 7, "new", false);
    back.publish("t", 2, 9, "as new", false);
    back.say(again(8, "repeated"));
    store.appendsWait = false;
    store.answer();
    kept.settle();
    assertThat(receiver.payloads())
        .containsExactly("released", "repeated", "under way", "new", "as new");
    assertThat(acks(back).stream().filter(ack -> ack.type() == Ack.Type.PUBREC))
        .extracting(Ack::packetId)
        .containsExactlyInAnyOrder(7, 8, 9);
  }

  private static List<Ack> acks(Link link) {
    return link.got.stream().filter(Ack.class::isInstance).map(Ack.class::cast).toList();
  }

  private static Publish again(int packetId, String payload) {
    Publish first = Link.publication("t", 2, packetId, payload, false, -1);
    return new Publish(
        true, first.qos(), false, first.topic(), packetId, 0, -1, first.properties(),
        first.payload());
  }

  @Test
  void aClaimThatFailsThoughTheStoreSeemedWellIsMadeUpFor() {
    absent("t");
    goAway();
    store.away = false;
    assertThat(broker.link().connect("s", false).connAck().sessionPresent()).isTrue();
  }

  @Test
  void aTakeOverOnThisNodeNeedsNoStore() {
    Link first = broker.link().connect5("s", false, 100);
    first.subscribe("t", 1);
    goAway();
    Link second = broker.linkOnOtherLoop().connect5("s", false, 100);
    assertThat(first.last(Disconnect.class).code()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
    assertThat(second.connAck().sessionPresent()).isTrue();
    broker.link().connect("p", true).publish("t", 1, 1, "m", false);
    assertThat(second.payloads()).containsExactly("m");
  }

  @Test
  void aStrangerIsSentAwayAndATransientClientLetIn() {
    goAway();
    assertThat(broker.link().connect("new", false).connAck().code())
        .isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    Link transientClient = broker.link().connect5("guest", true, 0);
    transientClient.subscribe("t", 1);
    broker.link().connect("p", true).publish("t", 1, 1, "m", false);
    assertThat(transientClient.payloads()).containsExactly("m");
  }

  @Test
  void aCleanStartEndsTheOldSessionForGoodThoughItsQueueCannotBeRead() {
    absent("t");
    Link publisher = broker.link().connect("p", true);
    publisher.publish("t", 1, 1, "old", false);
    goAway();
    store.readsToFail = 1_000;
    Link clean = broker.link().connect5("s", true, 100);
    assertThat(clean.connAck().sessionPresent()).isFalse();
    publisher.publish("t", 1, 2, "not subscribed", false);
    clean.drop();
    comeBack();
    store.readsToFail = 0;
    Link back = broker.link().connect5("s", false, 100);
    assertThat(back.connAck().sessionPresent()).isTrue();
    assertThat(back.payloads()).isEmpty();
  }

  @Test
  void anotherNodeThatClaimsMeanwhileWins() {
    absent("t");
    goAway();
    Link back = broker.link().connect5("s", false, 100);
    MemoryStorage elsewhere = memory.forNode("elsewhere@127.0.0.1");
    elsewhere.sessions().claim(new io.dynamq.message.ClientId("s")).join();
    broker.link().connect("p", true).publish("t", 1, 1, "too late", false);
    assertThat(back.last(Disconnect.class).code()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
    assertThat(back.closed).isTrue();
  }

  @Test
  void whereConnAckPromisesTheStoreNobodyIsLetInWithoutIt() {
    TestBroker strict = new TestBroker(store, new FakeTime(), Durability.STORE);
    Link first = strict.link().connect("s", false);
    first.drop();
    goAway();
    assertThat(strict.link().connect("s", false).connAck().code())
        .isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    assertThat(strict.link().connect5("s", true, 0).connAck().code())
        .isEqualTo(ReasonCode.SUCCESS);
  }

  @Test
  void aPublisherOfQos2GoesOnWhereItWas() {
    Link publisher = broker.link().connect("p", false);
    publisher.publish("t", 2, 7, "once", false);
    goAway();
    publisher.drop();
    Link again = broker.link().connect("p", false);
    again.ack(Ack.Type.PUBREL, 7);
    assertThat(again.last(Ack.class)).isEqualTo(Ack.of(Ack.Type.PUBCOMP, 7));
  }
}
