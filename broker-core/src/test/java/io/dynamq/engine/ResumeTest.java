package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.ReasonCode;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Persistent sessions over lost connections, takeover, expiry and restart. */
class ResumeTest {
  private final MemoryStorage tables = new MemoryStorage("n");
  private final FakeTime time = new FakeTime();
  private TestBroker broker = newBroker(SessionLimits.DEFAULT);

  private TestBroker newBroker(SessionLimits limits) {
    return new TestBroker(tables.forNode("n"), time, limits);
  }

  @Test
  void deliversWhatWasPublishedMeanwhile() {
    Link first = broker.link().connect("s", false);
    first.subscribe("t", 1);
    first.drop();
    Link publisher = broker.link().connect("p", true);
    publisher.publish("t", 1, 1, "a", false);
    publisher.publish("t", 2, 2, "b", false);
    publisher.publish("t", 0, 0, "not kept", false);

    Link second = broker.linkOnOtherLoop().connect("s", false);

    assertThat(first.connAck().sessionPresent()).isFalse();
    assertThat(second.connAck().sessionPresent()).isTrue();
    assertThat(second.payloads()).containsExactly("a", "b");
    assertThat(second.deliveries()).noneMatch(Delivery::dup);
    assertThat(broker.count(Metric.DELIVERY_DROPPED_QOS0_MSG)).isEqualTo(1);
  }

  @Test
  void repeatsUnacknowledgedMessagesWithDupAndTheSameIdentifier() {
    Link first = broker.link().connect("s", false);
    first.subscribe("t", 2);
    Link publisher = broker.link().connect("p", true);
    publisher.publish("t", 1, 1, "q1", false);
    publisher.publish("t", 2, 2, "q2", false);
    publisher.publish("t", 2, 3, "released", false);
    publisher.publish("t", 1, 4, "acked", false);
    List<Delivery> sent = first.deliveries();
    first.ack(Ack.Type.PUBREC, sent.get(2).packetId());
    first.ack(Ack.Type.PUBACK, sent.get(3).packetId());
    first.drop();

    Link second = broker.link().connect("s", false);

    assertThat(second.payloads()).containsExactly("q1", "q2");
    assertThat(second.deliveries()).allMatch(Delivery::dup);
    assertThat(second.deliveries().stream().map(Delivery::packetId))
        .containsExactly(sent.get(0).packetId(), sent.get(1).packetId());
    assertThat(second.got).contains(Ack.of(Ack.Type.PUBREL, sent.get(2).packetId()));
  }

  @Test
  void remembersReceivedQos2IdentifiersOverARestart() {
    Link subscriber = broker.link().connect("s", false);
    subscriber.subscribe("t", 2);
    Link publisher = broker.link().connect("p", false);
    publisher.publish("t", 2, 9, "once", false);
    restart();

    Link again = broker.link().connect("p", false);
    again.publish("t", 2, 9, "once", false);
    again.ack(Ack.Type.PUBREL, 9);
    Link back = broker.link().connect("s", false);

    assertThat(back.payloads()).containsExactly("once");
    assertThat(again.last(Ack.class)).isEqualTo(Ack.of(Ack.Type.PUBCOMP, 9));
  }

  private void restart() {
    broker.broker.disconnectAll();
    broker.settle();
    broker = newBroker(SessionLimits.DEFAULT);
  }

  @Test
  void routesToRestoredSessionsBeforeTheirClientIsBack() {
    Link subscriber = broker.link().connect("s", false);
    subscriber.subscribe("a/#", 1);
    restart();

    broker.link().connect("p", true).publish("a/b", 1, 1, "x", false);

    assertThat(broker.link().connect("s", false).payloads()).containsExactly("x");
  }

  @Test
  void startsCleanWhenAsked() {
    Link first = broker.link().connect("s", false);
    first.subscribe("t", 1);
    first.drop();
    Link publisher = broker.link().connect("p", true);
    publisher.publish("t", 1, 1, "lost on purpose", false);

    Link clean = broker.link().connect5("s", true, 100);
    publisher.publish("t", 1, 2, "no subscription", false);
    clean.drop();
    Link resumed = broker.link().connect5("s", false, 100);

    assertThat(clean.connAck().sessionPresent()).isFalse();
    assertThat(resumed.connAck().sessionPresent()).isTrue();
    assertThat(resumed.deliveries()).isEmpty();
  }

  @Test
  void takesASessionOverFromAnotherLoop() {
    Link first = broker.link().connect5("s", false, 100);
    first.subscribe("t", 1);
    Link publisher = broker.link().connect("p", true);
    publisher.publish("t", 1, 1, "unacknowledged", false);

    Link second = broker.linkOnOtherLoop().connect5("s", false, 100);
    publisher.publish("t", 1, 2, "after", false);

    assertThat(first.last(Disconnect.class).code()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
    assertThat(first.closed).isTrue();
    assertThat(second.payloads()).containsExactly("unacknowledged", "after");
    assertThat(broker.count(Metric.SESSION_TAKEOVERED)).isEqualTo(1);
  }

  @Test
  void endsWithTheSessionExpiryInterval() {
    Link first = broker.link().connect5("s", false, 60);
    first.subscribe("t", 1);
    first.drop();

    broker.advanceMillis(61_000);
    broker.link().connect("p", true).publish("t", 1, 1, "x", false);
    Link second = broker.link().connect5("s", false, 60);

    assertThat(second.connAck().sessionPresent()).isFalse();
    assertThat(second.deliveries()).isEmpty();
    assertThat(broker.count(Metric.SESSION_TERMINATED)).isEqualTo(1);
  }

  @Test
  void aRestartDoesNotProlongASessionNorItsMessages() {
    Link first = broker.link().connect5("s", false, 60);
    first.subscribe("t", 1);
    first.drop();
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.say(Link.publication("t", 1, 1, "short", false, 20));
    publisher.say(Link.publication("t", 1, 2, "long", false, 50));
    broker.advanceMillis(30_000);
    restart();
    Link second = broker.link().connect5("s", false, 60);
    assertThat(second.payloads()).containsExactly("long");
    assertThat(second.last(Delivery.class).expirySeconds()).isEqualTo(20);
    second.drop();

    broker.advanceMillis(30_000);
    restart();
    broker.advanceMillis(29_000);
    assertThat(broker.link().connect5("s", false, 60).connAck().sessionPresent()).isTrue();
    broker.link().connect5("s", false, 60).drop();
    broker.advanceMillis(30_000);
    restart();
    broker.advanceMillis(31_000);
    assertThat(broker.count(Metric.SESSION_TERMINATED)).isEqualTo(1);
    assertThat(broker.link().connect5("s", false, 60).connAck().sessionPresent()).isFalse();
  }

  @Test
  void aSessionWhoseTimeWasUpWhileNoBrokerRanIsGone() {
    Link first = broker.link().connect5("s", false, 60);
    first.subscribe("t", 1);
    first.drop();
    broker.link().connect("p", true).publish("t", 1, 1, "x", false);
    time.advanceMillis(61_000);
    restart();
    broker.advanceMillis(1_000);
    Link second = broker.link().connect5("s", false, 60);
    assertThat(second.connAck().sessionPresent()).isFalse();
    assertThat(second.deliveries()).isEmpty();
  }

  @Test
  void keepsABacklogLargerThanMemoryInOrderWithLiveTrafficBehindIt() {
    TestBroker narrow = newBroker(ExchangeTest.limits(4, 0, 8));
    Link first = narrow.link().connect("s", false);
    first.subscribe("t", 1);
    first.drop();
    Link publisher = narrow.link().connect("p", true);
    for (int i = 0; i < 100; i++) {
      publisher.publish("t", 1, 1 + i, "m" + i, false);
    }

    Link second = narrow.linkOnOtherLoop().connect("s", false);
    List<String> seen = new ArrayList<>();
    int acked = 0;
    int live = 100;
    while (acked < second.deliveries().size()) {
      Delivery next = second.deliveries().get(acked++);
      seen.add(new String(next.message().payload()));
      second.ack(Ack.Type.PUBACK, next.packetId());
      if (live < 150) {
        publisher.publish("t", 1, 1 + live, "m" + live, false);
        live++;
      }
    }

    assertThat(seen)
        .containsExactlyElementsOf(IntStream.range(0, 150).mapToObj(i -> "m" + i).toList());
  }

  @Test
  void losesTheSessionToAnotherNode() {
    Link here = broker.link().connect5("s", false, 100);
    here.subscribe("t", 1);
    TestBroker other = new TestBroker(tables.forNode("other"), time, SessionLimits.DEFAULT);
    Link there = other.link().connect5("s", false, 100);

    broker.link().connect("p", true).publish("t", 1, 1, "x", false);
    broker.settle();

    assertThat(there.connAck().sessionPresent()).isTrue();
    assertThat(here.last(Disconnect.class).code()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
  }

  @Test
  void publishesTheWillOfASessionThatAnotherNodeStartsAnew() {
    broker.link().connect(5, "s", false, 100, ExchangeTest.will("will/s", 50)).drop();
    TestBroker other = new TestBroker(tables.forNode("other"), time, SessionLimits.DEFAULT);
    Link watcher = other.link().connect("w", true);
    watcher.subscribe("will/#", 1);

    other.link().connect5("s", true, 100);

    assertThat(watcher.deliveries()).hasSize(1);
  }

  @Test
  void endsAtDisconnectWhenTheExpiryIsSetToZero() {
    Link first = broker.link().connect5("s", false, 100);
    first.say(
        new Disconnect(ReasonCode.SUCCESS, 0, io.dynamq.packet.Notice.NONE, null));
    assertThat(broker.link().connect5("s", false, 100).connAck().sessionPresent()).isFalse();
  }
}
