package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Authorizer;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Notice;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Will;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a will is published, when it is forgotten, and what decides [MQTT 5 section 3.1.2.5]. */
class WillRulesTest {
  private static final long EXPIRY = 100;
  private static final long DELAY = 10;

  private final FakeTime time = new FakeTime();
  private final MemoryStorage tables = new MemoryStorage("n");
  private final FaultyStorage store = new FaultyStorage(tables);
  private boolean mayPublish = true;
  private final TestBroker broker = broker(Zone.defaults("external"));
  private Link watcher;

  @BeforeEach
  void watch() {
    watcher = watch(broker);
  }

  private TestBroker broker(Zone zone) {
    return new TestBroker(store, time, zone, BrokerSettings.Modules.NONE, new Switch());
  }

  private static Link watch(TestBroker broker) {
    Link link = broker.linkOnOtherLoop().connect("watcher", true);
    link.subscribe("will", 1);
    return link;
  }

  /** Forbids publishing when the test says so. */
  private final class Switch implements Authorizer {
    @Override
    public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
      return mayPublish;
    }

    @Override
    public boolean maySubscribe(ClientInfo client, String path) {
      return true;
    }
  }

  private Link mortal(long delay, long expiry) {
    return broker.link().connect(5, "mortal", false, expiry, will(delay, -1));
  }

  private static Will will(long delay, long messageExpiry) {
    return new Will(
        TopicName.of("will"),
        Qos.AT_LEAST_ONCE,
        false,
        new byte[] {1},
        MessageProperties.NONE,
        delay,
        messageExpiry);
  }

  private static Disconnect goodbye(ReasonCode code, long expiry) {
    return new Disconnect(code, expiry, Notice.NONE, null);
  }

  private void pass(long seconds) {
    broker.advanceMillis(seconds * 1_000);
  }

  private void expectWills(int count) {
    assertThat(watcher.deliveries()).hasSize(count);
  }

  // ---- the delay

  @Test
  void waitsForTheDelayToTheMillisecond() {
    mortal(DELAY, EXPIRY).drop();
    broker.advanceMillis(DELAY * 1_000 - 1);
    expectWills(0);
    broker.advanceMillis(1);
    expectWills(1);
    pass(EXPIRY);
    expectWills(1);
  }

  @Test
  void comesWithTheEndOfTheSessionIfThatIsEarlier() {
    mortal(EXPIRY + 50, EXPIRY).drop();
    pass(EXPIRY - 1);
    expectWills(0);
    pass(1);
    expectWills(1);
    pass(100);
    expectWills(1);
  }

  @Test
  void comesAtOnceIfTheSessionEndsWithItsConnection() {
    mortal(DELAY, 0).drop();
    expectWills(1);
  }

  @Test
  void isForgottenWhenTheClientResumesInTime() {
    mortal(DELAY, EXPIRY).drop();
    pass(DELAY - 1);
    broker.link().connect5("mortal", false, EXPIRY);
    pass(EXPIRY);
    expectWills(0);
  }

  @Test
  void comesWhenTheClientStartsAnew() {
    mortal(DELAY, EXPIRY).drop();
    broker.link().connect5("mortal", true, EXPIRY);
    expectWills(1);
    pass(EXPIRY);
    expectWills(1);
  }

  @Test
  void theNextConnectionsOwnWillTakesItsPlace() {
    mortal(DELAY, EXPIRY).drop();
    Link again = mortal(2 * DELAY, EXPIRY);
    again.drop();
    pass(DELAY);
    expectWills(0);
    pass(DELAY);
    expectWills(1);
  }

  @Test
  void isNotPublishedWhileAResumptionInTimeWaitsForTheStore() {
    mortal(DELAY, EXPIRY).drop();
    store.claimsWait = true;
    Link again = broker.link().connect5("mortal", false, EXPIRY);
    pass(DELAY + 1);
    store.answer();
    broker.settle();
    assertThat(again.connAck().sessionPresent()).isTrue();
    expectWills(0);
  }

  @Test
  void isPublishedWhenTheResumptionInTimeFails() {
    mortal(DELAY, EXPIRY).drop();
    store.claimsWait = true;
    store.claimsFail = true;
    Link again = broker.link().connect5("mortal", false, EXPIRY);
    pass(DELAY + 1);
    store.answer();
    broker.settle();
    broker.advanceMillis(1);
    assertThat(again.connAck().code()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    expectWills(1);
  }

  @Test
  void isForgottenWhenTheClientResumesInTimeOnAnotherNode() {
    mortal(DELAY, EXPIRY).drop();
    TestBroker other =
        new TestBroker(tables.forNode("other"), time, SessionLimits.DEFAULT);
    Link there = other.link().connect5("mortal", false, EXPIRY);
    assertThat(there.connAck().sessionPresent()).isTrue();
    pass(EXPIRY + 1);
    expectWills(0);
  }

  @Test
  void isPublishedAlthoughTheStoreDoesNotAnswer() {
    mortal(DELAY, EXPIRY).drop();
    store.savesWait = true;
    pass(DELAY);
    expectWills(0);
    pass(5);
    expectWills(1);
    store.answer();
    broker.settle();
    pass(EXPIRY);
    expectWills(1);
  }

  // ---- takeover

  @Test
  void aTakeoverThatResumesForgetsADelayedWill() {
    mortal(DELAY, EXPIRY);
    broker.link().connect5("mortal", false, EXPIRY);
    pass(EXPIRY);
    expectWills(0);
  }

  @Test
  void aTakeoverPublishesAWillWithoutDelay() {
    mortal(0, EXPIRY);
    broker.link().connect5("mortal", false, EXPIRY);
    expectWills(1);
  }

  @Test
  void aTakeoverThatStartsAnewPublishesADelayedWill() {
    mortal(DELAY, EXPIRY);
    broker.link().connect5("mortal", true, EXPIRY);
    expectWills(1);
  }

  @Test
  void aTakeoverOfASessionThatEndsWithItsConnectionPublishesADelayedWill() {
    mortal(DELAY, 0);
    broker.link().connect5("mortal", false, EXPIRY);
    expectWills(1);
  }

  // ---- goodbyes

  @Test
  void aNormalGoodbyeForgetsIt() {
    mortal(0, EXPIRY).say(goodbye(ReasonCode.SUCCESS, -1));
    pass(EXPIRY + 1);
    expectWills(0);
  }

  @Test
  void aGoodbyeWithWillPublishesIt() {
    mortal(0, EXPIRY).say(goodbye(ReasonCode.DISCONNECT_WITH_WILL, -1));
    expectWills(1);
  }

  @Test
  void aGoodbyeWithWillKeepsTheDelay() {
    mortal(DELAY, EXPIRY).say(goodbye(ReasonCode.DISCONNECT_WITH_WILL, -1));
    expectWills(0);
    pass(DELAY);
    expectWills(1);
  }

  @Test
  void aGoodbyeWithAnErrorPublishesIt() {
    mortal(0, EXPIRY).say(goodbye(ReasonCode.UNSPECIFIED_ERROR, -1));
    expectWills(1);
  }

  @Test
  void aGoodbyeThatEndsTheSessionDoesNotWaitForTheDelay() {
    mortal(DELAY, EXPIRY).say(goodbye(ReasonCode.DISCONNECT_WITH_WILL, 0));
    expectWills(1);
  }

  @Test
  void aGoodbyeThatShortensTheSessionShortensTheWait() {
    mortal(DELAY, EXPIRY).say(goodbye(ReasonCode.DISCONNECT_WITH_WILL, DELAY / 2));
    pass(DELAY / 2);
    expectWills(1);
  }

  @Test
  void aGoodbyeMayNotGiveASessionLifeThatHadNone() {
    Link link = mortal(DELAY, 0);
    link.say(goodbye(ReasonCode.SUCCESS, 5));
    assertThat(link.last(Disconnect.class).code()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    expectWills(1);
  }

  @Test
  void aGoodbyeMayNameAnExpiryWhereTheZoneHadCutItToNothing() {
    Zone defaults = Zone.defaults("external");
    Zone.Lifetime lifetime =
        new Zone.Lifetime(0, 0, -1, defaults.lifetime().keepAliveBackoff());
    TestBroker strict = broker(defaults.withLifetime(lifetime));
    Link link = strict.link().connect(5, "mortal", false, EXPIRY, null);
    link.say(goodbye(ReasonCode.SUCCESS, 5));
    assertThat(link.last(Disconnect.class)).isNull();
    assertThat(link.closed).isTrue();
    assertThat(strict.link().connect5("mortal", false, 0).connAck().sessionPresent()).isFalse();
  }

  @Test
  void aGoodbyesExpiryIsCappedByTheZone() {
    Zone defaults = Zone.defaults("external");
    TestBroker strict = broker(defaults.withLifetime(new Zone.Lifetime(0, 50, -1, 0.75)));
    strict.link().connect5("mortal", false, 10).say(goodbye(ReasonCode.SUCCESS, 1_000));
    strict.advanceMillis(49_999);
    Link again = strict.link().connect5("mortal", false, 10);
    assertThat(again.connAck().sessionPresent()).isTrue();
    again.say(goodbye(ReasonCode.SUCCESS, 1_000));
    strict.advanceMillis(50_000);
    assertThat(strict.link().connect5("mortal", false, 10).connAck().sessionPresent()).isFalse();
  }

  // ---- the broker's doing

  @Test
  void isPublishedWhenTheBrokerStops() {
    Link persistent = broker.linkOnOtherLoop().connect5("heir", false, EXPIRY);
    persistent.subscribe("will", 1);
    mortal(0, EXPIRY);
    broker.broker.disconnectAll();
    broker.settle();

    TestBroker next = broker(Zone.defaults("external"));
    assertThat(next.link().connect5("heir", false, EXPIRY).deliveries()).hasSize(1);
  }

  @Test
  void aDelayedWillOutlivesTheBroker() {
    mortal(DELAY, EXPIRY);
    broker.broker.disconnectAll();
    broker.settle();
    time.advanceMillis(1_000);

    TestBroker next = broker(Zone.defaults("external"));
    Link heir = watch(next);
    next.advanceMillis((DELAY - 1) * 1_000 - 1);
    assertThat(heir.deliveries()).isEmpty();
    next.advanceMillis(1);
    assertThat(heir.deliveries()).hasSize(1);
  }

  @Test
  void aProtocolErrorPublishesIt() {
    Link link = mortal(0, EXPIRY);
    link.say(io.dynamq.packet.Rejected.malformed("", "as the test wants"));
    expectWills(1);
  }

  // ---- the message

  @Test
  void itsExpiryCountsFromItsPublication() {
    broker.link().connect(5, "mortal", false, EXPIRY, will(DELAY, 5)).drop();
    pass(DELAY);
    assertThat(watcher.deliveries().get(0).expirySeconds()).isEqualTo(5);
  }

  @Test
  void isNotPublishedForAClientThatIsNoLongerAllowedTo() {
    Link link = mortal(0, EXPIRY);
    mayPublish = false;
    link.drop();
    expectWills(0);
    assertThat(broker.count(Metric.CLIENT_ACL_DENY)).isEqualTo(1);
  }

  @Test
  void isNotPublishedAfterItsDelayForAClientThatIsNoLongerAllowedTo() {
    mortal(DELAY, EXPIRY).drop();
    mayPublish = false;
    pass(DELAY);
    expectWills(0);
    mayPublish = true;
    pass(EXPIRY);
    expectWills(0);
  }
}
