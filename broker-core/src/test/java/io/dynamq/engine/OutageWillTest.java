package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.engine.OutagePolicy.Choice;
import io.dynamq.message.ClientId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Will;
import io.dynamq.store.Durability;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wills that fall due while the store is away. */
class OutageWillTest {
  private final FaultyStorage store = new FaultyStorage(new MemoryStorage("test@127.0.0.1"));
  private final FakeTime time = new FakeTime();
  private TestBroker broker;

  private void start(Choice choice) {
    broker =
        new TestBroker(
            store,
            time,
            new DurabilityPolicy(Durability.WAL, List.of(), new OutagePolicy(choice, List.of())));
  }

  private void startWithAbsentReceiver(Choice choice) {
    start(choice);
    Link absent = broker.link().connect("s", false);
    absent.subscribe("will", 1);
    absent.drop();
  }

  private Link mortal(long delay, long expiry) {
    return mortal("mortal", delay, expiry, new byte[] {'x'});
  }

  private Link mortal(String id, long delay, long expiry, byte[] payload) {
    Will will =
        new Will(
            TopicName.of("will"),
            Qos.AT_LEAST_ONCE,
            false,
            payload,
            MessageProperties.NONE,
            delay,
            -1);
    return broker.link().connect(5, id, false, expiry, will);
  }

  private void away(boolean away) {
    store.away = away;
    broker.advanceMillis(100);
  }

  private void back() {
    away(false);
    for (int i = 0; i < 10; i++) {
      broker.advanceMillis(1_000);
    }
  }

  private void expectWills(int count) {
    Link back = broker.link().connect("s", false);
    assertThat(back.payloads()).hasSize(count);
    back.deliveries().forEach(one -> back.ack(Ack.Type.PUBACK, one.packetId()));
    back.drop();
    assertThat(broker.count(Metric.BUGS)).isZero();
  }

  @ParameterizedTest
  @EnumSource(Choice.class)
  void ofSessionsThatEndWithTheirConnectionWaitForTheStore(Choice choice) {
    startWithAbsentReceiver(choice);
    Link mortal = mortal(0, 0);
    away(true);
    mortal.drop();
    broker.advanceMillis(60_000);
    back();
    expectWills(1);
  }

  @ParameterizedTest
  @EnumSource(Choice.class)
  void ofSavedSessionsWaitForTheStore(Choice choice) {
    startWithAbsentReceiver(choice);
    Link atOnce = mortal("1", 0, 1_000, new byte[] {'x'});
    Link later = mortal("2", 10, 1_000, new byte[] {'y'});
    Link atTheEnd = mortal("3", 1_000, 20, new byte[] {'z'});
    away(true);
    atOnce.drop();
    later.drop();
    atTheEnd.drop();
    for (int i = 0; i < 60; i++) {
      broker.advanceMillis(1_000);
    }
    back();
    expectWills(3);
    assertThat(broker.broker.home("3")).as("its session has ended").isNull();
  }

  @ParameterizedTest
  @EnumSource(value = Choice.class, names = {"REJECT", "DEGRADE"})
  void surviveTheBrokerIfTheirSessionIsSaved(Choice choice) {
    startWithAbsentReceiver(choice);
    Link mortal = mortal(0, 1_000);
    away(true);
    mortal.drop();
    broker.advanceMillis(10_000);
    store.away = false;
    start(choice);
    back();
    expectWills(1);
    back();
    expectWills(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000})
  void areOfferedAgainToAReceiverThatHadNoRoom(long expiry) {
    startWithAbsentReceiver(Choice.SPOOL);
    broker.link().connect("has", false).subscribe("will", 1);
    Link mortal = mortal(0, expiry);
    store.appendsFail = true;
    mortal.drop();
    assertThat(broker.meters.gauges()).containsEntry("wills.held", 1L);
    broker.advanceMillis(100);
    store.appendsFail = false;
    back();
    expectWills(1);
    assertThat(broker.meters.gauges()).containsEntry("wills.held", 0L);
    assertThat(store.ledger().read(new ClientId("s"), 0, null).join().entries()).isEmpty();
    assertThat(broker.count(Metric.MESSAGES_PUBLISH)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void areTheirSessionsUntilTheirReceiversHaveThem(long delay) {
    startWithAbsentReceiver(Choice.SPOOL);
    Link mortal = mortal(delay, 1_000);
    store.appendsWait = true;
    mortal.drop();
    broker.advanceMillis(delay * 1_000);
    assertThat(broker.count(Metric.MESSAGES_PUBLISH)).isEqualTo(1);
    assertThat(store.find(new ClientId("mortal")).join().will()).isNotNull();
    store.answer();
    broker.settle();
    assertThat(store.find(new ClientId("mortal")).join().will()).isNull();
    store.appendsWait = false;
    back();
    expectWills(1);
  }

  @Test
  void areNotForgottenWhenTheClientComesBackTooLate() {
    startWithAbsentReceiver(Choice.REJECT);
    store.renewals = true;
    Link mortal = mortal(5, 1_000);
    away(true);
    mortal.drop();
    broker.advanceMillis(6_000);
    Link returned = mortal(5, 1_000);
    assertThat(returned.connAck().sessionPresent()).isTrue();
    back();
    expectWills(1);
  }

  @Test
  void areForgottenWhenTheClientComesBackInTime() {
    startWithAbsentReceiver(Choice.REJECT);
    store.renewals = true;
    Link mortal = mortal(5, 1_000);
    away(true);
    mortal.drop();
    broker.advanceMillis(4_000);
    mortal(5, 1_000);
    back();
    expectWills(0);
  }

  @ParameterizedTest
  @EnumSource(value = Choice.class, names = {"REJECT", "DEGRADE"})
  void doNotComeBehindWhatTheirClientSaysLater(Choice choice) {
    start(choice);
    Link watcher = broker.linkOnOtherLoop().connect("watcher", true);
    watcher.subscribe("will", 1);
    Link mortal = mortal(0, 0);
    away(true);
    mortal.drop();
    assertThat(watcher.payloads()).isEmpty();
    Link returned = mortal(0, 0);
    if (choice == Choice.REJECT) {
      back();
    }
    returned.publish("will", 1, 1, "alive", false);
    back();
    assertThat(watcher.payloads()).containsExactly("x", "alive");
  }

  @Test
  void areHeldWithinBounds() {
    startWithAbsentReceiver(Choice.REJECT);
    byte[] large = new byte[60_000];
    int fit = HeldWills.MAX_BYTES / large.length;
    away(true);
    for (int i = 0; i < fit + 2; i++) {
      mortal("m" + i, 0, 0, large).drop();
    }
    assertThat(broker.meters.gauges().get("wills.held")).isBetween(fit - 1L, fit + 0L);
    assertThat(broker.count(Metric.MESSAGES_PUBLISH)).isBetween(2L, 3L);
    back();
    assertThat(broker.count(Metric.MESSAGES_PUBLISH)).isEqualTo(fit + 2);
    assertThat(broker.meters.gauges()).containsEntry("wills.held", 0L);
  }

  @Test
  void waitUntilItIsKnownWhoGetsThem() {
    start(Choice.SPOOL);
    Link watcher = broker.linkOnOtherLoop().connect("watcher", true);
    watcher.subscribe("will", 1);
    broker.broker.serveBlindly();
    mortal(0, 0).drop();
    broker.advanceMillis(1_000);
    assertThat(watcher.payloads()).isEmpty();
    broker.broker.restore();
    back();
    assertThat(watcher.payloads()).containsExactly("x");
  }

  @Test
  void thatStillWaitWhenTheBrokerStopsGoToWhoIsThere() {
    start(Choice.REJECT);
    Link mortal = mortal(0, 0);
    away(true);
    mortal.drop();
    broker.broker.disconnectAll();
    broker.settle();
    assertThat(broker.count(Metric.MESSAGES_PUBLISH)).isEqualTo(1);
  }

  @Test
  void thatFallDueWhileTheBrokerStopsWaitForTheNextStart() {
    startWithAbsentReceiver(Choice.SPOOL);
    mortal(5, 600).cut();
    broker.settle();
    broker.broker.disconnectAll();
    store.appendsFail = true;
    broker.advanceMillis(5_000);
    store.appendsFail = false;
    start(Choice.SPOOL);
    broker.broker.restore();
    back();
    expectWills(1);
  }

  /** A log whose disk is full shows as pressure. */
  @Test
  void ofThoseWhoAreThereWhenTheBrokerStopsWaitForTheNextStartIfNoQueueTakesThem() {
    startWithAbsentReceiver(Choice.SPOOL);
    mortal(0, 600);
    store.pressure = 1;
    store.appendsFail = true;
    broker.advanceMillis(100);
    broker.broker.disconnectAll();
    broker.settle();
    broker.advanceMillis(1_000);
    store.pressure = 0;
    store.appendsFail = false;
    start(Choice.SPOOL);
    back();
    expectWills(1);
  }
}
