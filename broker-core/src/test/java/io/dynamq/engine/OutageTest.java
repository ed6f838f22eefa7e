package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.control.Control;
import io.dynamq.control.HealthView;
import io.dynamq.engine.OutagePolicy.Choice;
import io.dynamq.message.ClientId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.UserProperty;
import io.dynamq.observe.DropReason;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Will;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.Durability;
import io.dynamq.store.LateStorage;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import io.dynamq.topic.rewrite.RewriteRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of messages while the store is away. */
class OutageTest {
  private final FaultyStorage store = new FaultyStorage(new MemoryStorage("test@127.0.0.1"));
  private final FakeTime time = new FakeTime();

  private TestBroker broker(Choice base, OutagePolicy.Rule... rules) {
    return new TestBroker(
        store,
        time,
        new DurabilityPolicy(Durability.WAL, List.of(), new OutagePolicy(base, List.of(rules))));
  }

  private void away(TestBroker broker, boolean away) {
    store.away = away;
    broker.advanceMillis(100);
  }

  private static Ack lastAck(Link publisher) {
    return publisher.last(Ack.class);
  }

  @Test
  void spoolKeepsAndAcknowledges() {
    TestBroker broker = broker(Choice.SPOOL);
    Link absent = broker.link().connect("s", false);
    absent.subscribe("t", 1);
    absent.drop();
    away(broker, true);
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.publish("t", 1, 1, "kept", false);
    assertThat(lastAck(publisher)).isEqualTo(Ack.of(Ack.Type.PUBACK, 1));
    away(broker, false);
    assertThat(broker.link().connect("s", false).payloads()).containsExactly("kept");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rejectRefusesWhatMustBeKeptAndNothingElse(boolean online) {
    TestBroker broker = broker(Choice.REJECT);
    Link receiver = broker.link().connect("s", false);
    receiver.subscribe("kept/#", 2);
    Link guest = broker.link().connect5("guest", true, 0);
    guest.subscribe("#", 1);
    if (!online) {
      receiver.drop();
    }
    away(broker, true);
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.publish("kept/1", 1, 1, "refused", false);
    assertThat(lastAck(publisher).code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    publisher.publish("kept/1", 2, 2, "refused too", false);
    assertThat(lastAck(publisher).code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    publisher.publish("kept/r", 1, 3, "retained", true);
    assertThat(lastAck(publisher).code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    publisher.publish("live", 1, 4, "for the guest", false);
    assertThat(lastAck(publisher)).isEqualTo(Ack.of(Ack.Type.PUBACK, 4));
    assertThat(guest.payloads()).contains("for the guest");
    away(broker, false);
    publisher.publish("kept/1", 1, 5, "again", false);
    assertThat(lastAck(publisher)).isEqualTo(Ack.of(Ack.Type.PUBACK, 5));
    Link back = online ? receiver : broker.link().connect("s", false);
    assertThat(back.payloads()).containsExactly("again");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAPublisherWasToldIsRefusedIsNotOwedToItsReceivers(boolean online) {
    TestBroker broker = broker(Choice.REJECT);
    Link receiver = broker.link().connect("s", false);
    receiver.subscribe("t", 1);
    Link member = broker.link().connect("m", false);
    member.subscribe("$share/g/t", 1);
    if (!online) {
      receiver.drop();
    }
    member.drop();
    away(broker, true);
    broker.link().connect5("p", true, 0).publish("t", 1, 1, "refused", false);
    away(broker, false);
    for (String owed : List.of("s", "$share/g/t")) {
      assertThat(store.ledger().read(new ClientId(owed), 0, null).join().entries()).isEmpty();
    }
    assertThat(broker.count(Metric.DELIVERY_DROPPED_PUBLISHER_REFUSED)).isEqualTo(2);
    assertThat(broker.count(Metric.DELIVERY_DROPPED_STORE_REFUSED)).isZero();
  }

  @Test
  void whatNobodyWasToldOfIsOwed() {
    TestBroker broker = broker(Choice.SPOOL);
    broker.link().connect("s", false).subscribe("t", 1);
    broker.link().connect("s", false).drop();
    Link mortal =
        broker
            .link()
            .connect(
                5,
                "m",
                true,
                0,
                new Will(
                    TopicName.of("t"),
                    Qos.AT_LEAST_ONCE,
                    false,
                    new byte[1],
                    MessageProperties.NONE,
                    0,
                    -1));
    store.appendsFail = true;
    mortal.drop();
    broker.broker.disconnectAll();
    broker.settle();
    assertThat(store.ledger().read(new ClientId("s"), 0, null).join().entries())
        .singleElement()
        .satisfies(one -> assertThat(one.entry().reason()).isEqualTo(DropReason.STORE_REFUSED));
  }

  @Test
  void rejectClosesMqtt3() {
    TestBroker broker = broker(Choice.REJECT);
    broker.link().connect("s", false).subscribe("t", 1);
    away(broker, true);
    Link publisher = broker.link().connect("p", true);
    publisher.publish("t", 1, 1, "refused", false);
    assertThat(lastAck(publisher)).isNull();
    assertThat(publisher.closed).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void degradeDeliversToThoseOnlineAndTellsThePublisher(int qos) {
    TestBroker broker = broker(Choice.DEGRADE);
    Link online = broker.link().connect5("online", false, 100);
    online.subscribe("t", 2);
    Link absent = broker.link().connect5("absent", false, 100);
    absent.subscribe("t", 2);
    absent.drop();
    away(broker, true);
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.publish("t", qos, 1, "live only", false);
    Ack ack = lastAck(publisher);
    assertThat(ack.code()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(ack.notice().reasonString()).contains("the store is away");
    assertThat(ack.notice().userProperties())
        .contains(new UserProperty("x-degraded", "store-away"));
    assertThat(online.payloads()).containsExactly("live only");
    assertThat(broker.count(Metric.DELIVERY_DROPPED_STORE_AWAY)).isEqualTo(1);
    away(broker, false);
    publisher.publish("t", qos, 2, "kept", false);
    assertThat(lastAck(publisher).notice().isEmpty()).isTrue();
    online.drop();
    Link back = broker.link().connect5("online", false, 100);
    assertThat(back.payloads()).containsExactly("kept");
    assertThat(broker.link().connect5("absent", false, 100).payloads()).containsExactly("kept");
    assertThat(broker.count(Metric.BUGS)).isZero();
  }

  @Test
  void rulesGoByTopic() {
    TestBroker broker =
        broker(
            Choice.SPOOL,
            new OutagePolicy.Rule(TopicFilter.of("cmd/#"), Choice.REJECT),
            new OutagePolicy.Rule(TopicFilter.of("#"), Choice.DEGRADE));
    Link absent = broker.link().connect("s", false);
    absent.subscribe("#", 1);
    absent.drop();
    away(broker, true);
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.publish("cmd/x", 1, 1, "refused", false);
    assertThat(lastAck(publisher).code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    publisher.publish("data/x", 1, 2, "degraded", false);
    assertThat(lastAck(publisher).notice().userProperties()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(Choice.class)
  void delayedMessagesWaitWhereAbsentReceiversWouldMissThem(Choice choice) {
    BrokerSettings.Delays on = new BrokerSettings.Delays(true, 0, 0);
    TestBroker broker =
        new TestBroker(
            store,
            time,
            new DurabilityPolicy(Durability.WAL, List.of(), new OutagePolicy(choice, List.of())),
            new BrokerSettings.Modules(RewriteRules.NONE, RewriteRules.NONE, List.of(), on));
    Link absent = broker.link().connect("s", false);
    absent.subscribe("t", 1);
    absent.drop();
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.publish("$delayed/1/t", 1, 1, "promised", false);
    assertThat(lastAck(publisher).code()).isEqualTo(ReasonCode.SUCCESS);
    away(broker, true);
    broker.advanceMillis(5_000);
    away(broker, false);
    assertThat(broker.link().connect("s", false).payloads()).containsExactly("promised");
  }

  @Test
  void healthTellsWhatIsWrongAndSinceWhen() {
    TestBroker broker = broker(Choice.SPOOL);
    away(broker, true);
    long since = time.epochMillis();
    broker.advanceMillis(5_000);
    assertThat(broker.broker.control(List::of).health())
        .isEqualTo(new HealthView(false, "as the test wants", since));
    assertThat(broker.meters.gauges()).containsEntry("broker.degraded", 1L);
    away(broker, false);
    assertThat(broker.broker.control(List::of).health().up()).isTrue();
    store.pressure = 1;
    broker.advanceMillis(100);
    assertThat(broker.broker.control(List::of).health().up()).isFalse();
    assertThat(broker.count(Metric.BROKER_DEGRADED)).isEqualTo(2);
  }

  @Test
  void aBrokerIsNotUpBeforeItKnowsItsSessions() {
    LateStorage late = new LateStorage("as the test wants");
    TestBroker started = new TestBroker(late, new FakeTime(), SessionLimits.DEFAULT);
    Control control = started.broker.control(List::of);
    started.broker.serveBlindly();
    started.advanceMillis(1_000);
    assertThat(control.health().reason()).isEqualTo("as the test wants");
    late.arrive(new MemoryStorage("n"));
    started.advanceMillis(1_000);
    assertThat(control.health().up()).isFalse();
    assertThat(control.health().reason()).isEqualTo("the saved sessions are not read yet");

    started.broker.restore();
    started.settle();
    started.advanceMillis(1_000);

    assertThat(control.health().up()).isTrue();
  }
}
