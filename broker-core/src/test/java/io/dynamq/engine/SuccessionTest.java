package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Hooks;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Will;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import io.dynamq.topic.rewrite.RewriteRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two brokers on one store: what a dead one leaves, and what happens when both know a client. */
class SuccessionTest {
  private final FakeTime time = new FakeTime();
  private final MemoryStorage storeA = new MemoryStorage("a");
  private final MemoryStorage storeB = storeA.forNode("b");
  private final TestBroker a = broker(storeA);
  private final TestBroker b = broker(storeB);
  private final List<String> ended = new ArrayList<>();

  private TestBroker broker(MemoryStorage storage) {
    BrokerSettings.Modules modules =
        new BrokerSettings.Modules(
            RewriteRules.NONE,
            RewriteRules.NONE,
            List.of(),
            new BrokerSettings.Delays(true, 0, 0));
    return new TestBroker(storage, time, Zone.defaults("external"), modules);
  }

  /** A is gone and its lease has ended. */
  private void kill() {
    storeA.close();
    b.settle();
  }

  private void noteEndsOn(TestBroker broker) {
    broker.broker.hooks()
        .add(
            new Hooks() {
              @Override
              public void sessionTerminated(ClientInfo client, String reason) {
                ended.add(client.id().value() + " " + reason);
              }
            });
  }

  private static Will will(long delaySeconds) {
    return new Will(
        TopicName.of("will"), Qos.AT_LEAST_ONCE, false, "gone".getBytes(StandardCharsets.UTF_8),
        MessageProperties.NONE, delaySeconds, -1);
  }

  @Test
  void publishesTheWillsOfADeadNodeOnceAndWhenTheyAreDue() {
    a.link().connect(5, "now", true, 600, will(0));
    a.link().connect(5, "later", true, 600, will(30));
    Link watcher = b.link().connect("watcher", true);
    watcher.subscribe("will", 1);
    kill();
    b.advanceMillis(100);
    assertThat(watcher.payloads()).containsExactly("gone");
    b.advanceMillis(30_000);
    assertThat(watcher.payloads()).hasSize(2);
    b.advanceMillis(600_000);
    assertThat(watcher.payloads()).hasSize(2);
    assertThat(b.count(Metric.SESSION_INHERITED)).isEqualTo(2);
  }

  @Test
  void takesMessagesForTheOfflineSessionsOfADeadNode() {
    Link subscriber = a.link().connect5("s", true, 600);
    subscriber.subscribe("t", 1);
    subscriber.drop();
    a.link().connect("p", true).publish("t", 1, 1, "before", false);
    Link publisher = b.link().connect("q", true);
    publisher.publish("t", 1, 1, "for nobody here", false);
    kill();
    publisher.publish("t", 1, 2, "after", false);
    assertThat(publisher.last(Ack.class)).isEqualTo(Ack.of(Ack.Type.PUBACK, 2));
    Link back = b.link().connect5("s", false, 600);
    assertThat(back.connAck().sessionPresent()).isTrue();
    assertThat(back.payloads()).containsExactly("before", "after");
  }

  @Test
  void endsInheritedSessionsWhenTheirTimeHasCome() {
    noteEndsOn(b);
    a.link().connect5("s", true, 60).drop();
    kill();
    b.advanceMillis(60_000);
    assertThat(ended).containsExactly("s expired");
    assertThat(b.broker.home("s")).isNull();
  }

  @Test
  void whatExpiresWhileItsNodeIsDeadIsNotDelivered() {
    Link absent = a.link().connect5("c", false, 600);
    absent.subscribe("t", 1);
    absent.drop();
    Link publisher = a.link().connect5("p", true, 0);
    publisher.say(Link.publication("t", 1, 1, "short", false, 10));
    publisher.say(Link.publication("t", 1, 2, "long", false, 100));
    time.advanceMillis(11_000);
    kill();
    b.advanceMillis(100);
    assertThat(b.link().connect5("c", false, 600).payloads()).containsExactly("long");
  }

  @Test
  void publishesTheDelayedMessagesOfADeadNode() {
    a.link().connect("p", true).publish("$delayed/10/t", 1, 1, "x", false);
    Link subscriber = b.link().connect("s", true);
    subscriber.subscribe("t", 1);
    kill();
    b.advanceMillis(10_000);
    b.advanceMillis(10_000);
    assertThat(subscriber.payloads()).containsExactly("x");
  }

  @Test
  void goesOnWithTheGroupsOfADeadNode() {
    Link member = a.link().connect5("m", true, 600);
    member.subscribe("$share/g/t", 1);
    member.drop();
    a.link().connect("p", true).publish("t", 1, 1, "before", false);
    kill();
    b.link().connect("q", true).publish("t", 1, 1, "after", false);
    Link back = b.link().connect5("m", false, 600);
    assertThat(back.payloads()).containsExactly("before", "after");
  }

  @Test
  void tellsTheLoserAtOnceThoughItIsIdle() {
    noteEndsOn(a);
    Link five = a.link().connect5("five", true, 600);
    Link four = a.link().connect("four", false);
    b.link().connect5("five", false, 600);
    b.link().connect("four", false);
    a.settle();
    assertThat(five.last(Disconnect.class).code()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
    assertThat(five.closed).isTrue();
    assertThat(four.closed).isTrue();
    a.advanceMillis(3_600_000);
    assertThat(ended).isEmpty();
    assertThat(a.broker.home("five")).isNull();
    assertThat(a.count(Metric.SESSION_FENCED)).isEqualTo(2);
  }

  @Test
  void aTransientConnectEndsTheSessionThatAnotherNodeHas() {
    Link old = a.link().connect5("c", true, 600);
    old.subscribe("t", 1);
    Link clean = b.link().connect("c", true);
    a.settle();
    assertThat(clean.connAck().code()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(old.last(Disconnect.class).code()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
    clean.drop();
    assertThat(b.link().connect5("c", false, 600).connAck().sessionPresent()).isFalse();
  }

  @Test
  void theOldNodeDoesNotEndASessionThatHasMoved() {
    MemoryStorage tables = new MemoryStorage("old");
    FaultyStorage deaf = new FaultyStorage(tables);
    deaf.deaf = true;
    TestBroker old = new TestBroker(deaf, time, SessionLimits.DEFAULT);
    noteEndsOn(old);
    MemoryStorage next = tables.forNode("next");
    old.link().connect5("s", true, 60).drop();
    new TestBroker(next, time, SessionLimits.DEFAULT).link().connect5("s", false, 60);
    old.advanceMillis(60_000);
    assertThat(ended).isEmpty();
    assertThat(old.broker.home("s")).isNull();
  }

  @Test
  void aNodeThatWasTakenForDeadGivesEverythingUp() {
    Link online = a.link().connect5("on", true, 600);
    Link unsaved = a.link().connect("transient", true);
    Link offline = a.link().connect5("off", true, 600);
    offline.subscribe("$share/g/t", 1);
    offline.drop();
    unsaved.publish("$delayed/10/t", 1, 1, "x", false);
    kill();
    a.broker.neighbours().expelled();
    a.settle();
    assertThat(online.last(Disconnect.class).code()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
    assertThat(unsaved.closed).isFalse();
    assertThat(a.broker.home("off")).isNull();
    a.advanceMillis(10_000);
    b.advanceMillis(100);
    Link back = b.link().connect5("off", false, 600);
    assertThat(back.payloads()).containsExactly("x");
  }

  @Test
  void doubtAboutASnapshotOutlastsWhatIsSavedOfItLater() {
    Link subscriber = a.link().connect(5, "s", true, 600, will(5));
    subscriber.subscribe("t", 2);
    kill();
    b.advanceMillis(5_000);
    assertThat(b.broker.home("s").offline().state().connected()).isFalse();
    assertThat(b.broker.home("s").offline().state().inflight().doubtful()).isTrue();
    List<Boolean> doubts = new ArrayList<>();
    storeB.sessions().forEach(row -> doubts.add(row.inflight().doubtful()));
    assertThat(doubts).containsExactly(true);
  }
}
