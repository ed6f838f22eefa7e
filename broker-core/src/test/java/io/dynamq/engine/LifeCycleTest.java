package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Hooks;
import io.dynamq.message.Message;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import io.dynamq.packet.RejectedConnect;
import io.dynamq.packet.Will;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.StoredSession;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Connections, sessions and the store at the worst moments. */
class LifeCycleTest {
  private final MemoryStorage tables = new MemoryStorage("n");
  private final FaultyStorage store = new FaultyStorage(tables);
  private final TestBroker broker =
      new TestBroker(store, new FakeTime(), SessionLimits.DEFAULT);

  private void answer() {
    store.answer();
    broker.settle();
  }

  @Test
  void keepsTheSessionOfAClientThatLeavesWhileItsIdIsClaimed() {
    store.claimsWait = true;
    Link hasty = broker.link().connect("s", false);
    hasty.drop();
    answer();
    store.claimsWait = false;

    assertThat(broker.count(Metric.BUGS)).isZero();
    assertThat(broker.link().connect("s", false).connAck().sessionPresent()).isTrue();
  }

  @Test
  void givesACleanStartNothingThatTheOldSessionHadSubscribed() {
    Link old = broker.link().connect("s", false);
    old.subscribe("t", 1);
    old.drop();
    store.claimsWait = true;
    Link clean = broker.link().connect5("s", true, 100);
    Link publisher = broker.link().connect("p", true);
    publisher.publish("t", 1, 1, "for the old session", false);
    publisher.publish("t", 0, 0, "for the old session too", false);
    answer();

    assertThat(clean.connAck().sessionPresent()).isFalse();
    assertThat(clean.deliveries()).isEmpty();
    assertThat(publisher.last(Ack.class)).isEqualTo(Ack.of(Ack.Type.PUBACK, 1));
  }

  @Test
  void storesDeliveriesWhileTheClaimIsAwaitedAndKeepsThemIfItFails() {
    Link first = broker.link().connect("s", false);
    first.subscribe("t", 1);
    first.drop();
    store.claimsWait = true;
    store.claimsFail = true;
    Link refused = broker.link().connect("s", false);
    Link publisher = broker.link().connect("p", true);
    publisher.publish("t", 1, 1, "x", false);
    assertThat(publisher.last(Ack.class)).isNotNull();
    answer();
    assertThat(refused.connAck().code()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    store.claimsWait = false;
    store.claimsFail = false;

    assertThat(broker.link().connect("s", false).payloads()).containsExactly("x");
  }

  @Test
  void nobodyWaitsForTheClaimOfAnotherReceiver() {
    Link away = broker.link().connect("s", false);
    away.subscribe("t", 2);
    away.drop();
    Link other = broker.link().connect("other", false);
    other.subscribe("t", 2);
    Link publisher = broker.link().connect("p", true);
    publisher.publish("t", 1, 1, "before", false);
    store.claimsWait = true;
    Link back = broker.linkOnOtherLoop().connect("s", false);
    publisher.publish("t", 1, 2, "meanwhile", false);
    assertThat(publisher.last(Ack.class)).isEqualTo(Ack.of(Ack.Type.PUBACK, 2));
    assertThat(other.payloads()).containsExactly("before", "meanwhile");
    publisher.publish("t", 0, 0, "held", false);
    answer();
    publisher.publish("t", 1, 3, "after", false);
    // Of another level, so it need not keep its place.
    assertThat(back.payloads()).containsExactlyInAnyOrder("before", "meanwhile", "held", "after");
    assertThat(back.payloads().stream().filter(one -> !one.equals("held")))
        .containsExactly("before", "meanwhile", "after");
  }

  @Test
  void letsTheLastOfSeveralConnectsWin() {
    store.claimsWait = true;
    Link first = broker.link().connect("s", false);
    Link second = broker.linkOnOtherLoop().connect("s", false);
    answer();

    assertThat(first.connAck().code()).isEqualTo(ReasonCode.SERVER_BUSY);
    assertThat(first.closed).isTrue();
    assertThat(second.connAck().code()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(second.closed).isFalse();
  }

  @Test
  void readsAQueueAgainAfterTheStoreFailed() {
    Link first = broker.link().connect("s", false);
    first.subscribe("t", 1);
    first.drop();
    broker.link().connect("p", true).publish("t", 1, 1, "x", false);
    store.readsToFail = 1;
    Link second = broker.link().connect("s", false);
    assertThat(second.deliveries()).isEmpty();

    broker.advanceMillis(2_000);

    assertThat(second.payloads()).containsExactly("x");
  }

  @Test
  void survivesHooksThatThrow() {
    broker.broker.hooks().add(new ThrowingHooks());
    Link subscriber = broker.link().connect("s", false);
    subscriber.subscribe("t", 1);
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.publish("t", 1, 1, "x", false);
    assertThat(subscriber.payloads()).containsExactly("x");
    // What the plug-in should have kept is not kept, so the publisher is not told that it is.
    assertThat(publisher.last(Ack.class).code()).isEqualTo(ReasonCode.UNSPECIFIED_ERROR);
    subscriber.drop();

    assertThat(broker.broker.home("s").isOnline()).isFalse();
    assertThat(broker.link().connect("s", false).payloads()).containsExactly("x");
  }

  /** A plug-in with a fault in every hook. */
  private static final class ThrowingHooks implements Hooks {
    private static RuntimeException fault() {
      return new IllegalStateException("a plug-in's fault");
    }

    @Override
    public void sessionCreated(ClientInfo client) {
      throw fault();
    }

    @Override
    public void clientConnected(ClientInfo client) {
      throw fault();
    }

    @Override
    public void clientDisconnected(ClientInfo client, String reason) {
      throw fault();
    }

    @Override
    public CompletableFuture<Void> messagePublish(Message message) {
      throw fault();
    }

    @Override
    public void messageDelivered(ClientInfo client, Message message) {
      throw fault();
    }
  }

  @Test
  void keepsOneDeadlinePerSessionHoweverOftenItReconnects() {
    for (int i = 0; i < 50; i++) {
      broker.link().connect5("s", false, 1_000).drop();
      broker.advanceMillis(10);
    }
    assertThat(broker.broker.deadlines()).isEqualTo(1);
    broker.link().connect5("s", false, 1_000);
    assertThat(broker.broker.deadlines()).isZero();
  }

  @Test
  void savesInflightStateAlsoAfterASessionThatEndedUnsaved() {
    Link first = broker.link().connect5("s", false, 100);
    first.subscribe("t", 1);
    Link publisher = broker.link().connect("p", true);
    publisher.publish("t", 1, 1, "marks the session unsaved", false);
    broker.link().connect5("s", true, 0);
    broker.advanceMillis(100);
    Link third = broker.link().connect5("s", true, 100);
    third.subscribe("t", 1);
    publisher.publish("t", 1, 2, "x", false);
    broker.advanceMillis(100);

    List<StoredSession> rows = new ArrayList<>();
    tables.sessions().forEach(rows::add);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).inflight().outbound()).hasSize(1);
  }

  @Test
  void refusesConnectsWhileShuttingDown() {
    store.claimsWait = true;
    Link waiting = broker.link().connect("waiting", false);
    broker.broker.disconnectAll();
    broker.settle();
    answer();
    Link late = broker.link().connect("late", true);

    assertThat(waiting.connAck().code()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    assertThat(late.connAck().code()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    assertThat(broker.count(Metric.BUGS)).isZero();
  }

  @Test
  void tellsTheTruthAboutAFailedWriteOrCloses() {
    broker.link().connect("s", false).subscribe("t", 1);
    Link five = broker.link().connect5("five", true, 0);
    Link four = broker.link().connect("four", true);
    store.appendsFail = true;
    five.publish("t", 1, 1, "x", false);
    four.publish("t", 1, 1, "x", false);

    assertThat(five.last(Ack.class).code()).isEqualTo(ReasonCode.UNSPECIFIED_ERROR);
    assertThat(five.closed).isFalse();
    // MQTT 3.1.1 has only two words for it: acknowledge, or close [MQTT-3.3.5-2].
    assertThat(four.last(Ack.class)).isNull();
    assertThat(four.closed).isTrue();
  }

  @Test
  void doesNotAcknowledgeARepeatedQos2PublishBeforeItsPromiseHolds() {
    broker.link().connect("s", false).subscribe("t", 2);
    Link publisher = broker.link().connect("p", false);
    store.appendsWait = true;
    publisher.publish("t", 2, 9, "x", false);
    publisher.drop();
    Link again = broker.linkOnOtherLoop().connect("p", false);
    again.publish("t", 2, 9, "x", false);
    assertThat(again.last(Ack.class)).isNull();
    answer();

    assertThat(again.got.stream().filter(Ack.class::isInstance))
        .containsExactly(Ack.of(Ack.Type.PUBREC, 9));
  }

  @Test
  void tellsAnOldClientThatItsIdentifierIsMissing() {
    Link nameless = broker.link();
    nameless.say(
        new RejectedConnect(
            3,
            -1,
            new Rejected(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "", "no client identifier")));
    assertThat(nameless.connAck().code()).isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    assertThat(nameless.closed).isTrue();
  }

  @Test
  void letsNoWillSpeakForTheBroker() {
    Will lie = new Will(
        TopicName.of("$SYS/brokers"), Qos.AT_MOST_ONCE, false, new byte[0],
        MessageProperties.NONE, 0, -1);
    Link liar = broker.link().connect(5, "liar", true, 0, lie);
    assertThat(liar.connAck().code()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
  }

  @Test
  void publishesTheWillOfAClientThatLeavesWhileItsIdIsClaimed() {
    store.claimsWait = true;
    Link first = broker.link().connect(5, "s", false, 100, ExchangeTest.will("w", 0));
    Link watcher = broker.link().connect("watcher", true);
    watcher.subscribe("w", 0);
    first.drop();
    answer();
    assertThat(watcher.deliveries()).hasSize(1);
  }

  @Test
  void slowsPublishersThatNeedStoringWhileTheStoreIsNearItsBound() {
    Link stored = broker.link().connect("stored", false);
    stored.subscribe("stored", 1);
    Link live = broker.link().connect("live", true);
    live.subscribe("live", 1);
    Link heavy = broker.link().connect("heavy", true);
    Link light = broker.link().connect("light", true);
    store.pressure = 0.9;

    heavy.publish("stored", 1, 1, "x", false);
    light.publish("live", 1, 1, "x", false);
    assertThat(heavy.reading).isFalse();
    assertThat(light.reading).isTrue();

    store.pressure = 0.1;
    broker.advanceMillis(100);
    assertThat(heavy.reading).isTrue();
  }
}
